import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asFunctionBody, lastFunctionHead, withoutExports } from '../../../scorers/extract/javascript-source.ts'

it.each([
  ['function f(a){\n', 'f'],
  ['//x\nasync function* g(a, b) {', 'g'],
  ['const h = (x) => {\n', 'h'],
  ['let $_1 = async (x) => {', '$_1'],
  ['var k = function (x) {', 'k'],
  ['const help = (x) => x\n/* c */\nconst last = (y) => {\n', 'last'],
  ['export default function e(a) {', 'e'],
  ['// nothing here\nconst x = 3', undefined],
  ['  function inner() {', undefined],
])('the head of %j names %j', (prompt, name) => expect(lastFunctionHead(prompt)?.name).toBe(name))

it.each([
  ['export function f() {}', 'function f() {}'],
  ['export default function f() {}', 'function f() {}'],
  ['const f = 1\nexport { f };\n', 'const f = 1\n\n'],
  ['const f = 1\nexport default f;\n', 'const f = 1\nf;\n'],
  ['const text = "export it"', 'const text = "export it"'],
])('%j becomes a script', (code, script) => expect(withoutExports(code)).toBe(script))

it.each([
  ['  return 1\n}', '  return 1\n}'],
  ['  return 1', '  return 1\n}'],
  ['  if (a) {\n    return 1\n  }\n', '  if (a) {\n    return 1\n  }\n\n}'],
])('%j is a body', (code, body) => expect(asFunctionBody(code)).toBe(body))

it('reads any text, at once', () => {
  const hostile = fc.oneof(fc.string(), fc.constant('const a = '.repeat(20_000)), fc.constant('export '.repeat(20_000)))
  fc.assert(
    fc.property(hostile, (text) => {
      expect(typeof withoutExports(text)).toBe('string')
      expect(lastFunctionHead(text)?.start ?? 0).toBeLessThanOrEqual(text.length)
    }),
  )
})
