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
})
