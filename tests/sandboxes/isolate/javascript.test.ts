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
