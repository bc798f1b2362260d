/** Which runs are compared with which: candidates by benchmark, each with the baseline's run of the same. */
import { IncomparableError, UsageError } from '../errors.ts'
import type { ComparedRun } from './compared-run.ts'

export interface RunPair<Run extends ComparedRun = ComparedRun> {
  readonly baseline: Run
  readonly candidate: Run
}

/** What the baseline is: a label among the runs, or runs of their own. */
export type BaselineChoice<Run extends ComparedRun> = { readonly label: string } | { readonly runs: readonly Run[] }

/**
 * Benchmarks in the order in which they first come, candidates in theirs; none where all runs are the baseline's.
 *
 * @throws IncomparableError for a benchmark without a run of the baseline; UsageError for two baseline runs of one, or one
 *   folder given twice
 */
export function pairRuns<Run extends ComparedRun>(runs: readonly Run[], choice: BaselineChoice<Run>): RunPair<Run>[] {
  const named = 'runs' in choice ? choice.runs : undefined
  refuseTwice([...(named ?? []), ...runs])
  const pairs: RunPair<Run>[] = []
  // What was judged against another is a comparison already.
  const measured = runs.filter(({ manifest }) => manifest.versus === undefined)
  for (const [benchmark, group] of Map.groupBy(measured, benchmarkOf)) {
    const baseline = named === undefined ? byLabel(group, choice) : onlyOne(named, benchmark)
    if (baseline === undefined) {
      const label = 'label' in choice ? ` ${choice.label}` : ''
      throw new IncomparableError(`${benchmark}: no run of the baseline${label}`, {
        hint: `Run the baseline on ${benchmark} too, or leave the runs of ${benchmark} out.`,
      })
    }
    pairs.push(...group.filter((run) => run !== baseline).map((candidate) => ({ baseline, candidate })))
  }
  return pairs
}

const benchmarkOf = ({ manifest }: ComparedRun) => manifest.benchmark.name

function byLabel<Run extends ComparedRun>(group: readonly Run[], choice: BaselineChoice<Run>): Run | undefined {
  return group.find(({ manifest }) => 'label' in choice && manifest.model.label === choice.label)
}

function onlyOne<Run extends ComparedRun>(baselines: readonly Run[], benchmark: string): Run | undefined {
  const [first, second] = baselines.filter((run) => benchmarkOf(run) === benchmark)
  if (first === undefined || second === undefined) return first
  throw new UsageError(`${benchmark}: two runs of the baseline, ${first.folder} and ${second.folder}`, {
    hint: 'Name one for each benchmark.',
  })
}

function refuseTwice(runs: readonly ComparedRun[]): void {
  const folders = runs.map(({ folder }) => folder.replace(/[\\/]+$/, ''))
  const twice = folders.find((folder, index) => folders.indexOf(folder) !== index)
  if (twice !== undefined) throw new UsageError(`${twice} is given twice`, { hint: 'Name each run folder once.' })
}
