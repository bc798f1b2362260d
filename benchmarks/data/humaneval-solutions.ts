/** HumanEval's own solutions, which a run never needs: they show what a machine's sandbox is worth. */
import type { ProgramTask } from '../../results/schema/schema.ts'
import { textRow } from '../benchmark.ts'
import { humaneval, programTask } from '../humaneval.ts'
import { readRows } from './checked-rows.ts'
import { type DataOptions, isHere, locate } from './dataset.ts'

interface Solution {
  readonly id: string
  readonly task: ProgramTask
  /** Follows the prompt, and passes. */
  readonly right: string
}

const ROW = textRow('prompt', 'entry_point', 'test', 'canonical_solution')
type Row = NonNullable<(typeof ROW)['row']>

/**
 * Never fetches anything.
 *
 * @param required whether their absence is an error, since a folder was named for them
 * @returns undefined where the data set is not on this machine
 * @throws DatasetError when it is there and is not the published file
 */
export async function humanevalSolutions(options: DataOptions, required: boolean): Promise<Solution[] | undefined> {
  const { test } = humaneval.dataset
  if (!required && !(await isHere(test, options))) return undefined
  const rows = await readRows(await locate(test, options), test, ROW)
  return rows.map(({ row }, index) => {
    const { canonical_solution, ...task } = row as Row
    return { id: `humaneval/${index}`, task: programTask(task), right: canonical_solution }
  })
}
