/** JavaScript programs, honest and hostile, by the numbers of the project's attack list. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import type { ProgramOutcome } from '../../../sandboxes/sandbox.ts'
import { GOOD_JAVASCRIPT, javascript, PATIENT_MS, SANDBOX_CACHE, SHORT_MS } from '../../helpers/sandbox-programs.ts'

let sandbox: IsolateSandbox
beforeAll(() => {
  sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
})
afterAll(() => sandbox.close())

const run = (body: string, changes = {}) => sandbox.run(javascript(body, changes))

async function expectUnharmed(): Promise<void> {
  expect((await run(GOOD_JAVASCRIPT)).outcome).toBe('passed')
  expect((await run('return numbers\n}')).outcome).toBe('failed')
}

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

const ATTACKS: readonly (readonly [name: string, body: string, outcomes: readonly ProgramOutcome[]])[] = [
  ['S1 loops', 'for (;;);\n}', ['timeout']],
  ['S1 matches for ever', 'return /^(a+)+$/.test("a".repeat(40) + "b")\n}', ['timeout']],
  [
    'S1 queues for ever',
    'const again = () => Promise.resolve().then(again); again(); return 1\n}',
    ['timeout', 'memory', 'crashed'],
  ],
  ['S2 recurses', 'return doubleAll(numbers)\n}', ['error']],
  ['S3 climbs to the process', 'return this.constructor.constructor("return process")().pid\n}', ['error']],
  ['S3 requires', 'return require("fs").readdirSync("/")\n}', ['error']],
  [
    'S4 changes the prototypes',
    'Object.prototype.length = 3; Array.prototype.every = () => true; Object.keys = () => []; return []\n}',
    ['failed'],
  ],
  ['S5 fills the heap', 'const kept = []; for (;;) kept.push({ a: [1, 2, 3] })\n}', ['memory', 'crashed']],
  [
    'S5 writes much JSON',
    'let x = [1]; for (;;) x = JSON.parse(JSON.stringify([x, x]))\n}',
    ['memory', 'crashed', 'timeout', 'error'],
  ],
  [
    'S6 fills a map',
    'const map = new Map(); for (let i = 0; ; i++) map.set(i, i)\n}',
    ['crashed', 'memory', 'error', 'timeout'],
  ],
  ['S6 fills a huge array', 'return new Array(2 ** 31).fill(1)\n}', ['crashed', 'memory', 'error', 'timeout']],
  ['S7 multiplies for ever', 'let x = 3n; for (;;) x *= x\n}', ['timeout', 'error', 'memory']],
  ['S8 takes WebAssembly memory', 'return new WebAssembly.Memory({ initial: 8000 })\n}', ['error']],
  [
    'S9 fills typed arrays',
    'const kept = []; for (;;) kept.push(new Uint8Array(1e8).fill(1))\n}',
    ['error', 'memory', 'crashed'],
  ],
  ['S9 shares memory', 'return new SharedArrayBuffer(1e9)\n}', ['error']],
  ['S9 doubles a string', 'let s = "x"; for (;;) s += s\n}', ['error', 'memory', 'crashed']],
  [
    'S10 replaces assert',
    'globalThis.assert = console.assert = require("assert").deepEqual = () => {}; globalThis.Error = Object; Object.is = () => true\n}\nfunction require() { return { deepEqual() {} } }',
    ['failed'],
  ],
  ['S11 throws getters', 'throw { get message() { for (;;); }, get name() { throw 1 } }\n}', ['error', 'timeout']],
  ['S11 throws a proxy', 'throw new Proxy({}, { get() { throw new Proxy({}, {}) } })\n}', ['error']],
  ['S12 returns __proto__ keys', 'return JSON.parse(\'{"__proto__": {"polluted": 1}}\')\n}', ['failed']],
  ['returns a function', 'return () => 1\n}', ['unencodable']],
  ['returns 2 MB', 'return "x".repeat(2e6)\n}', ['unencodable']],
]

describe('a hostile program', () => {
  it.each(ATTACKS)('%s', async (_, body, outcomes) => {
    const wallMs = outcomes.includes('timeout') ? SHORT_MS : PATIENT_MS
    const result = await run(body, { limits: { wallMs } })
    expect(outcomes, result.detail).toContain(result.outcome)
    await expectUnharmed()
    expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
