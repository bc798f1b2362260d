/** What `compare`, `gate` and `report` take: run folders, and which of them are the baseline. */
import type { Options } from 'yargs'
import type { BaselineChoice } from '../results/compare/groups.ts'
import { UsageError } from '../results/errors.ts'
import { type FinishedRun, openRun, requireFinished } from '../results/store.ts'

export const RUNS_POSITIONAL = {
  run: { type: 'string', array: true, describe: 'run folders; see: evalkit list runs' },
} as const

export const COMPARE_FLAGS = {
  baseline: {
    type: 'array',
    string: true,
    describe: 'run folder of the baseline, one for each benchmark  [the model of the first run]',
  },
  'allow-different': {
    type: 'array',
    string: true,
    describe: 'compare although this field differs; may be repeated',
  },
} as const satisfies Record<string, Options>

export interface ComparedFolders {
  readonly runs: readonly FinishedRun[]
  readonly baseline: BaselineChoice<FinishedRun>
}

/**
 * @param least folders that the command can do something with
 * @throws UsageError for too few folders; StoreError or IncompleteError for one that cannot be compared
 */
export async function openFolders(
  command: string,
  folders: readonly string[],
  baselines: readonly string[] = [],
  least = 2,
): Promise<ComparedFolders> {
  if (folders.length + baselines.length < least || folders.length === 0) {
    throw new UsageError(`${command} needs at least ${least === 1 ? 'one run folder' : 'two run folders'}`, {
      hint: 'See: evalkit list runs',
    })
  }
  const open = (all: readonly string[]) =>
    Promise.all(all.map(async (folder) => requireFinished(await openRun(folder))))
  const [runs, named] = [await open(folders), await open(baselines)]
  const label = runs[0]?.manifest.model.label ?? ''
  return { runs, baseline: named.length > 0 ? { runs: named } : { label } }
}
