/** All of HumanEval by its own solutions, where the data set is at hand. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { sharedData } from '../../helpers/shared.ts'

interface Row {
  readonly task_id: string
  readonly prompt: string
  readonly entry_point: string
  readonly canonical_solution: string
  readonly test: string
}

const file = sharedData('humaneval/HumanEval.jsonl.gz')
const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 2 })
afterAll(() => sandbox.close())

async function passed(check: 'split' | 'in-place', complete: (row: Row) => string): Promise<string[]> {
  const lines = gunzipSync(readFileSync(file as string))
    .toString()
    .trim()
    .split('\n')
  const rows = lines.map((line) => JSON.parse(line) as Row)
  const results = await Promise.all(
    rows.map((row) =>
      sandbox.run({
        language: 'python',
        check,
        prompt: row.prompt,
        completion: complete(row),
        tests: `\n${row.test}\ncheck(${row.entry_point})`,
        entryPoint: row.entry_point,
      }),
    ),
  )
  return rows.filter((_, index) => results[index]?.outcome === 'passed').map(({ task_id }) => task_id)
}

const EQUAL_TO_ALL = `    class E:
        def __eq__(self, other): return True
        __lt__ = __gt__ = __le__ = __ge__ = __eq__
        def __sub__(self, other): return self
        def __abs__(self): return 0
        def __hash__(self): return 0
    return E()
`

describe('HumanEval', () => {
  it.skipIf(file === undefined).each(['split', 'in-place'] as const)(
    'passes every canonical solution and no "return None" (%s; skipped without the data set)',
    async (check) => {
      expect(await passed(check, (row) => row.canonical_solution)).toHaveLength(164)
      expect(await passed(check, () => '    return None\n')).toEqual([])
    },
  )

  it.skipIf(file === undefined)('is not passed by what equals everything (skipped without the data set)', async () => {
    expect(await passed('split', () => EQUAL_TO_ALL)).toEqual([])
  })
})
