import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseTolerant } from '../../../../harness/interop/read/tolerant-json.ts'

it.each([
  ['{"value": NaN}', { value: null }],
  ['[Infinity, -Infinity, -1]', [null, null, -1]],
  ['{"text": "NaN is not Infinity", "x": NaN}', { text: 'NaN is not Infinity', x: null }],
  ['{"text": "a quote \\" NaN", "x": NaN}', { text: 'a quote " NaN', x: null }],
  ['{"text": "a slash \\\\", "x": NaN}', { text: 'a slash \\', x: null }],
  ['\uFEFF{"a": 1}\r\n', { a: 1 }],
])('reads %s', (text, value) => expect(parseTolerant(text, 'a.json')).toEqual(value))

it('reads what JSON.stringify writes, with or without a NaN beside it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      const plain = JSON.parse(text)
      expect(parseTolerant(text, 'a.json')).toEqual(plain)
      expect(parseTolerant(`[${text}, NaN]`, 'a.json')).toEqual([plain, null])
    }),
    { numRuns: 200 },
  )
})

it.each([
  ['{"a": 1', 'a.json: ends in the middle'],
  ['', 'a.json: ends in the middle'],
  ['{"a": "b', 'a.json: ends in the middle'],
  ['hello', 'a.json: not JSON'],
  ['{"a": NaNa}', 'a.json: not JSON'],
])('refuses %j without showing it', (text, message) => expect(() => parseTolerant(text, 'a.json')).toThrow(message))

it('reads a text of ten megabytes with a NaN behind it', () => {
  const text = 'a"\\'.repeat(3_000_000)
  expect(parseTolerant(`{"text": ${JSON.stringify(text)}, "x": NaN}`, 'a.json')).toEqual({ text, x: null })
})
