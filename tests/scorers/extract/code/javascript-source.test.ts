import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  asFunctionBody,
  asScript,
  calling,
  definesAtMargin,
  lastFunctionHead,
  withHelpers,
  withoutDeclared,
} from '../../../../scorers/extract/code/javascript-source.ts'

it.each([
  ['function f(a){\n', 'f'],
  ['//x\nasync function* g(a, b) {', 'g'],
  ['const h = (x) => {\n', 'h'],
  ['const h = x => {\n', 'h'],
  ['let $_1 = async (x) => {', '$_1'],
  ['var k = function (x) {', 'k'],
  ['const help = (x) => x\n/* c */\nconst last = (y) => {\n', 'last'],
  ['export default function e(a) {', 'e'],
  ['// nothing here\nconst x = 3', undefined],
  ['  function inner() {', undefined],
])('the head of %j names %j', (prompt, name) => expect(lastFunctionHead(prompt)?.name).toBe(name))

it.each([
  ['function f() {}', true],
  ['async function f() {}', true],
  ['function* f() {}', true],
  ['const f = (n) => n', true],
  ['let f; f = (n) => n', true],
  ['class f {}', true],
  ['export default function f() {}', true],
  ['export const f = (n) => n', true],
  ['module.exports = { f(n) { return n } }', true],
  ['module.exports.f = (n) => n', true],
  ['exports.f = (n) => n', true],
  ['const g = 1\nmodule.exports = function f(n) {}', true],
  ['  // stands further in\n  function f() {}', true],
  ['function g() {\n  function f() {}\n}', false],
  ['class Solution {\n  f(n) { return n }\n}', false],
  ['function f2() {}\nfunction $f() {}', false],
  ['// function f() {}', false],
  ['module.exports = { g }', false],
  ['module.exports == f', false],
  ['return f(n - 1)', false],
])('%j defines f: %j', (code, defines) => expect(definesAtMargin(code, 'f')).toBe(defines))

it.each([
  ['export function f() {}', 'function f() {}'],
  ['export default function f() {}', 'function f() {}'],
  ['export default async function f() {}', 'async function f() {}'],
  ['export default class f {}', 'class f {}'],
  ['export const f = 1', 'const f = 1'],
  ['const f = 1\nexport { f };\n', 'const f = 1\n\n'],
  ['const f = 1\nexport {\n  f,\n  f as default,\n}', 'const f = 1\n'],
  ['const f = 1\nexport default f;\n', 'const f = 1\nmodule.exports = f;\n'],
  ['export default (n) => n', 'module.exports = (n) => n'],
  ['const text = "export it"', 'const text = "export it"'],
  ["import assert from 'node:assert'", "const assert = require('node:assert')"],
  ['import * as assert from "assert";', 'const assert = require("assert");'],
  ["import { a, b as c } from 'm'", "const { a, b : c } = require('m')"],
  ["import m, {\n  a,\n} from 'm'", "const m = require('m'); const {\n  a,\n} = require('m')"],
  ["import 'm'", "require('m')"],
  ['  const a = 1\n\n    b', 'const a = 1\n\n  b'],
])('%j becomes the script %j', (code, script) => expect(asScript(code)).toBe(script))

it.each([
  ['module.exports = { f(n) { return n } }', 5],
  ['module.exports = function (n) { return n }\n// f', 5],
  ['exports.f = (n) => n', 5],
  ['function f(n) { return n }\nmodule.exports = { f: 3 }', 5],
])('%j can be called', (code, expected) => {
  const f = new Function('module', 'exports', `${calling(code, 'f')}\nreturn f`)
  const module = { exports: {} }
  expect(f(module, module.exports)(5)).toBe(expected)
})

describe('a body', () => {
  it.each([
    ['is closed', '  return 1'],
    ['is closed behind blocks', '  if (a) {\n    return 1\n  }\n  return 1'],
    ['is closed behind brackets in texts', "  return ['{', \"}}\", `{\n{`, '\\'{'].length - 3"],
    ['is closed behind brackets in comments', '  // {{\n  /* } \n } */\n  return 1 // }'],
    [
      'is closed behind brackets in regular expressions',
      '  return "a{[".replace(/[{/\\]]/g, "").length / 2 - /{/.test(1) / 1',
    ],
    ['stays as it is where it is closed', '  return 1\n}'],
    ['stays as it is with something behind it', '  return 1\n}\n\nfunction other() {\n  return 2\n}'],
  ])('%s', (_, body) => expect(new Function(`function f(a) {\n${asFunctionBody(body)}\nreturn f`)()(1)).toBe(1))

  it('that was cut off is not mended', () => {
    expect(asFunctionBody('  for (;;) {\n    return 1')).toBe('  for (;;) {\n    return 1')
  })
})

describe('what a prompt holds before its function', () => {
  const helper = 'const twice = (x) => {\n  return 2 * x\n}\n'
  const constant = 'const LIMIT = 3\n'
  it.each([
    ['nothing is declared as well', 'const f = 1', helper + constant],
    ['a function is', 'function f() {}\nfunction twice(x) { return x }', constant],
    ['a constant is', 'let LIMIT = 4', helper],
    ['both are', 'const [a] = []\nvar LIMIT = 4\nclass twice {}', ''],
  ])('stays where %s', (_, code, kept) => expect(withoutDeclared(helper + constant, code)).toBe(kept))

  it('is there for the tests', () => {
    const prompt = `${helper}/* Four times. */\nconst fourTimes = (x) => {\n`
    expect(withHelpers(prompt, 'fourTimes(twice(1))')).toBe(`${helper}/* Four times. */\n\nfourTimes(twice(1))`)
    expect(withHelpers('// Four times.\nfunction fourTimes(x){\n', 'fourTimes(1)')).toBe('fourTimes(1)')
  })
})

it('reads any text, at once', () => {
  const parts = [
    'const a = ',
    'export ',
    'import {',
    'export {\n',
    '/[',
    '=/',
    '`${',
    '/*',
    "'\\",
    ' ',
    '\n ',
    'exports.f = ',
    '{',
    'x',
  ]
  const hostile = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom(...parts), fc.constantFrom(...parts)).map((pair) => pair.join('').repeat(20_000)),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      expect(typeof asScript(text)).toBe('string')
      expect(definesAtMargin(text, 'f')).toBeTypeOf('boolean')
      expect(asFunctionBody(text).startsWith(text)).toBe(true)
      expect(withoutDeclared(text, text).length).toBeLessThanOrEqual(text.length)
      expect(lastFunctionHead(text)?.start ?? 0).toBeLessThanOrEqual(text.length)
    }),
  )
})
