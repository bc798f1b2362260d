/** What an isolate has of Node's modules, against Node's own. */
import assert from 'node:assert'
import { createHash } from 'node:crypto'
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { PATIENT_MS, SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'

let sandbox: IsolateSandbox
beforeAll(() => {
  sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
})
afterAll(() => sandbox.close())

/** What a program prints, as JSON. */
async function printed(source: string): Promise<unknown> {
  const program = { completion: `${source}\nfunction f() {}`, prompt: '', tests: '', entryPoint: 'f' }
  const result = await sandbox.run({
    ...program,
    language: 'javascript',
    check: 'split',
    limits: { wallMs: PATIENT_MS, outputBytes: 1e6 },
  })
  expect(result).toMatchObject({ outcome: 'passed', outputCut: false })
  return JSON.parse(result.output)
}

describe('assert', () => {
  /** JavaScript text of a value: of small parts, so that many are the same. */
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(
        ...['0', '-0', '1', '1n', 'NaN', '""', '"1"', '"a"', 'true', 'undefined', '[]', '[1]', '[,1]', '[1,,]', '{}'],
        ...[
          'new Date(1)',
          'new Date(2)',
          'new Date(NaN)',
          '/a/',
          '/a/g',
          'new Error("a")',
          'new TypeError("a")',
          'Symbol.iterator',
        ],
        ...['new Number(1)', 'new String("1")', 'Object.create(null)', 'Object(true)', 'new Map()', 'new Set()'],
      ),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items}]`),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `new Set([${items}])`),
      fc
        .array(fc.tuple(tie('value'), tie('value')), { maxLength: 2 })
        .map((items) => `new Map([${items.map(([key, item]) => `[${key},${item}]`)}])`),
      fc
        .array(fc.tuple(fc.constantFrom('a', 'b', '0'), tie('value')), { maxLength: 2 })
        .map((items) => `{${items.map(([key, item]) => `${key}:${item}`)}}`),
    ),
  }))
  /** Not among the values: to Node 24.21, `[null]` and `[[1]]` are deeply equal. */
  const NULLS = ['null', 'undefined', '{}', '0', '{ a: null }', '{ a: undefined }', '[null]', '[undefined]'].flatMap(
    (a, _, all) => all.map((b) => [a, b] as const),
  )
  const NAMES = [
    ...['equal', 'notEqual', 'strictEqual', 'notStrictEqual'],
    ...['deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual'],
  ]
  const verdicts = (pairs: readonly (readonly [string, string])[]) => `((assert) => {
    const holds = (name, a, b) => { try { assert[name](a(), b()); return '1' } catch { return '0' } }
    const pairs = [${pairs.map(([a, b]) => `[() => (${a}), () => (${b})]`).join(',\n')}]
    return pairs.map(([a, b]) => ${JSON.stringify(NAMES)}.map((name) => holds(name, a, b)).join(''))
  })`

  it('decides as Node does', async () => {
    const pairs = fc.sample(fc.tuple(value, value), 1500)
    // Seldom are two of them the same, unless they are meant to be.
    const all = [...pairs, ...pairs.map(([a]) => [a, a] as const), ...NULLS]
    const expected: string[] = runInThisContext(verdicts(all))(assert)
    const found = (await printed(`console.log(JSON.stringify(${verdicts(all)}(require('node:assert'))))`)) as string[]
    const differing = all.flatMap((pair, i) => (found[i] === expected[i] ? [] : [[...pair, found[i], expected[i]]]))
    expect(differing).toEqual([])
  })
})

describe('md5', () => {
  it('is that of Node, by either name', async () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 70 })), {
      minLength: 100,
      maxLength: 100,
    })
    await fc.assert(
      fc.asyncProperty(texts, async (some) => {
        const all = [...some, '', '\ud800', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'a'.repeat(10_000)]
        const expected = all.map((text) => createHash('md5').update(text).digest('hex'))
        const source = `const texts = ${JSON.stringify(all)}
          const { createHash } = require('crypto'), md5 = require('js-md5')
          console.log(JSON.stringify([texts.map((text) => createHash('md5').update(text).digest('hex')), texts.map(md5)]))`
        expect(await printed(source)).toEqual([expected, expected])
      }),
      { numRuns: 10 },
    )
  })
})
