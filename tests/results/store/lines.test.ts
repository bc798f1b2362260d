import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitLines } from '../../../results/store/lines.ts'

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
