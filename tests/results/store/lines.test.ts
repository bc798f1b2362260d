import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLines, splitLines } from '../../../results/store/lines.ts'

describe('lines', () => {
  it('are the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\u2028') })),
        async (chunks) => {
          async function* stream() {
            for (const chunk of chunks) yield Buffer.from(chunk)
          }
          const whole = Buffer.from(chunks.join(''))
          const lines = chunks.join('').split('\n')
          const found = await Array.fromAsync(splitLines(stream()))
          expect(found.map(({ bytes }) => bytes.toString())).toEqual(lines.at(-1) === '' ? lines.slice(0, -1) : lines)
          expect(found.map(({ number }) => number)).toEqual(found.map((_, index) => index + 1))
          for (const { offset, bytes } of found) expect(whole.subarray(offset, offset + bytes.length)).toEqual(bytes)
        },
      ),
    )
  })
})

describe('jsonLines', () => {
  it('tells what is no JSON', () =>
    expect(jsonLines('{"a":1}\n\ntorn\r\n  \n[2]\n{"b":')).toEqual([
      { number: 1, value: { a: 1 } },
      { number: 3, value: undefined },
      { number: 5, value: [2] },
      { number: 6, value: undefined },
    ]))

  it('finds the same lines as `splitLines`', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), async (values) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join('')
        const streamed = await Array.fromAsync(splitLines(Readable.from([Buffer.from(text)])))
        const found = jsonLines(text).map(({ number, value }) => [number, JSON.stringify(value)])
        expect(found).toEqual(streamed.map(({ number, bytes }) => [number, bytes.toString()]))
      }),
    ))
})
