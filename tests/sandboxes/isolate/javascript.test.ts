/** Honest JavaScript programs. The hostile ones are in attacks.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { GOOD_JAVASCRIPT, javascript, SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'

let sandbox: IsolateSandbox
beforeAll(() => {
  sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
})
afterAll(() => sandbox.close())

const run = (body: string, changes = {}) => sandbox.run(javascript(body, changes))

describe('an honest program', () => {
  it.each(['split', 'in-place'] as const)('passes when it is right (%s)', async (check) => {
    expect(await run(GOOD_JAVASCRIPT, { check })).toMatchObject({ outcome: 'passed', detail: '' })
    expect(await run('return [2]\n}', { check })).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('AssertionError: [2] equals [2,4,6]'),
    })
    expect(await run('return numbers.none.x\n}', { check })).toMatchObject({
      outcome: 'error',
      detail: expect.stringContaining('TypeError: Cannot read properties of undefined'),
    })
  })

  it.each(['split', 'in-place'] as const)(
    'is given inputs that it cannot know, and that can be drawn again (%s)',
    async (check) => {
      const tests = "require('assert').equal(doubleAll([1])[0], Math.random() + ' ' + Math.random())"
      const drawn = async (changes = {}) => {
        const { detail, seed } = await run(GOOD_JAVASCRIPT, { check, tests, ...changes })
        expect(detail).toMatch(/AssertionError: 2 == 0\.\d+ 0\.\d+$/)
        return { detail, seed }
      }
      const [first, second] = [await drawn(), await drawn()]
      expect(first.detail).not.toBe(second.detail)
      expect(await drawn({ seed: first.seed })).toEqual(first)
    },
  )

  it('may declare its function with const, print, and use what the language has', async () => {
    const program = javascript('const f = (n) => { console.log("n", { n }); return new Map([[n, new Set([1n])]]) }', {
      prompt: '"use strict"\n',
      entryPoint: 'f',
      tests:
        "console.assert(f(1).get(1).has(1n)); require('assert').deepStrictEqual(f(2), new Map([[2, new Set([1n])]]))",
    })
    expect(await sandbox.run(program)).toMatchObject({ outcome: 'passed', output: 'n {"n":1}\nn {"n":2}\n' })
  })

  it.each([
    [
      'prints what it finds wrong itself, and goes on',
      'console.assert(1 > 2, "so"); const f = (n) => n',
      'Assertion failed: so\n',
    ],
    [
      'copies',
      'const f = (n) => { const a = { n, s: new Set([[n]]) }; a.a = a; return structuredClone(a).a.s.values().next().value[0] }',
      '',
    ],
    [
      'says what it exports',
      'module.exports = { f: (n) => n }; exports.f = 1; global.f = (n) => n; const { f } = { f: global.f }',
      '',
    ],
  ])('%s', async (_, completion, output) => {
    const program = { completion, prompt: '', entryPoint: 'f', tests: 'console.assert(f(3) === 3)' }
    expect(await run('', program)).toMatchObject({ outcome: 'passed', output })
  })

  it.each([
    [150_000, 'unencodable'],
    [250_000, 'passed'],
  ])('may answer with as much as it is allowed (%d)', async (valueSize, outcome) => {
    const completion = 'const f = (n) => "x".repeat(n)'
    const program = { completion, prompt: '', entryPoint: 'f', tests: 'console.assert(f(200_000).length === 200_000)' }
    expect(await run('', { ...program, limits: { valueSize } })).toMatchObject({ outcome })
  })

  it.each(['split', 'in-place'] as const)('fails where its tests say so by console.assert (%s)', async (check) => {
    const program = {
      completion: 'const f = (n) => n',
      prompt: '',
      entryPoint: 'f',
      tests: 'console.assert(f(3) === 4)',
    }
    expect(await run('', { ...program, check })).toMatchObject({ outcome: 'failed' })
  })
})

it.each([
  ['[2]', '2'],
  ['[]', '0'],
  ['[]', 'false'],
  ['[]', '""'],
  ['new Array(3)', '[]'],
  ['new Date()', '{}'],
  ['/x/', '{}'],
  ['/x/', '/y/'],
  ['new Error("x")', '{}'],
  ['new Error("x")', 'new Error("y")'],
  ['new Number(2)', '2'],
  ['new Number(2)', 'new Number(3)'],
  ['new Uint8Array([1])', '{ 0: 1 }'],
  ['new Uint8Array([1]).buffer', 'new Uint8Array([2]).buffer'],
  ['new Set([[1], [1]])', 'new Set([[1], [2]])'],
  ['{}', 'null'],
  ['[undefined]', '[]'],
])('the answer %s is not deeply equal to %s, for Node neither', async (answer, expected) => {
  const equal = await run(`return ${answer}\n}`, { tests: `require('assert').deepEqual(doubleAll(1), ${expected})` })
  expect(equal.outcome).toBe('failed')
  const different = await run(`return ${answer}\n}`, {
    tests: `require('assert').notDeepEqual(doubleAll(1), ${expected})`,
  })
  expect(different.outcome).toBe('passed')
})

it.each([
  ['"2"', '2'],
  ['null', 'undefined'],
  ['NaN', 'NaN'],
  ['[NaN, "1"]', '[NaN, 1]'],
  ['new Set([[1], 2])', 'new Set([2, [1]])'],
  ['new Map([[1, [2]]])', 'new Map([[1, [2]]])'],
  ['new Date(7)', 'new Date(7)'],
  ['/x/gi', '/x/gi'],
  ['{ b: 1, a: [, 2] }', '{ a: [, 2], b: 1 }'],
])('the answer %s is deeply equal to %s', async (answer, expected) => {
  const tests = `require('assert').deepEqual(doubleAll(1), ${expected})`
  expect(await run(`return ${answer}\n}`, { tests })).toMatchObject({ outcome: 'passed' })
})

it('lets the tests expect a kind of error', async () => {
  const body = 'throw new RangeError("too long")\n}'
  const expecting = (kind: string) => run(body, { tests: `require('assert').throws(() => doubleAll(1), ${kind})` })
  expect(await expecting('RangeError')).toMatchObject({ outcome: 'passed' })
  expect(await expecting('/too long/')).toMatchObject({ outcome: 'passed' })
  expect(await expecting('TypeError')).toMatchObject({ outcome: 'error' })
  expect(await expecting('/too short/')).not.toMatchObject({ outcome: 'passed' })
})

it('tells the CPU time of a program that V8 has ended', async () => {
  const result = await run('const kept = []; for (;;) kept.push({ a: [1, 2, 3] })\n}')
  expect(result.outcome).toBe('memory')
  expect(result.cpuMs).toBeGreaterThan(0)
})

it('waits for tests that go on after their script', async () => {
  const ends = async (test: string, answer = '2 * numbers') => {
    const tests = `const assert = require('assert')\n;(async () => { ${test} })()`
    return (await run(`return ${answer}\n}`, { tests })).outcome
  }
  expect(await ends('assert.equal(await doubleAll(1), 2)')).toBe('passed')
  expect(await ends('assert.equal(await doubleAll(1), 3)')).toBe('failed')
  expect(await ends('assert.equal((await doubleAll(1)).x, 3)', 'null')).toBe('error')
  expect(await ends('await new Promise(() => {}); assert.equal(doubleAll(1), 3)')).toBe('error')
  expect(await ends('assert.equal(await doubleAll(1), 3)})(); (async () => {')).not.toBe('passed')
})

it('compares what a DataView holds', async () => {
  const tests = `const expected = new DataView(new ArrayBuffer(4))
expected.setInt8(0, 1)
require('assert').deepEqual(doubleAll(1), expected)`
  const answer = (value: number) =>
    `const view = new DataView(new ArrayBuffer(4)); view.setInt8(0, ${value}); return view\n}`
  expect(await run(answer(1), { tests })).toMatchObject({ outcome: 'passed' })
  expect(await run(answer(0), { tests })).toMatchObject({ outcome: 'failed' })
})
