/** All of HumanEval by its own solutions, in any engine, where the data set is at hand. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program, Sandbox } from '../../sandboxes/sandbox.ts'
import { indented } from '../../sandboxes/test-programs/attack.ts'
import { EQUAL_TO_ALL } from '../../sandboxes/test-programs/attacks-on-verdict.ts'
import { sharedData } from '../helpers/shared.ts'

interface Row {
  readonly task_id: string
  readonly prompt: string
  readonly entry_point: string
  readonly canonical_solution: string
  readonly test: string
}

const file = sharedData('humaneval/HumanEval.jsonl.gz')

/** @param missing why the engine cannot run here */
export function describeHumanEval(name: string, open: () => Promise<Sandbox>, missing?: string): void {
  const reason = missing ?? (file === undefined ? 'skipped without the data set' : undefined)
  describe.skipIf(reason !== undefined)(`HumanEval, ${name}${reason === undefined ? '' : ` (${reason})`}`, () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await open()
    })
    afterAll(() => sandbox.close())

    it.each(['split', 'in-place'] as const)(
      'passes every canonical solution and no "return None" (%s)',
      async (check) => {
        expect(await passed(sandbox, check, (row) => row.canonical_solution)).toHaveLength(164)
        expect(await passed(sandbox, check, () => '    return None\n')).toEqual([])
      },
    )

    it('is not passed by what equals everything', async () => {
      expect(await passed(sandbox, 'split', () => indented(`${EQUAL_TO_ALL}\nreturn E()`))).toEqual([])
    })
  })
}

async function passed(sandbox: Sandbox, check: Program['check'], complete: (row: Row) => string): Promise<string[]> {
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
        limits: { wallMs: 60_000 },
      }),
    ),
  )
  return rows.filter((_, index) => results[index]?.outcome === 'passed').map(({ task_id }) => task_id)
}
