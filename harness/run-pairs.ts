/** `run --protocol pairwise`: answers asked and rated as ever, and then judged against the baseline's, pair by pair. */
import type { ChosenBenchmark } from '../benchmarks/suites.ts'
import { UsageError } from '../results/errors.ts'
import type { FinishedRun } from '../results/store.ts'
import { JudgePool } from './judges.ts'
import type { JudgingFlags } from './judging-flags.ts'
import { newGroup } from './lab.ts'
import { judgePairs } from './pairwise.ts'
import type { Places } from './settings.ts'
import { troubleNotes } from './trouble.ts'

export const PAIRWISE = 'pairwise'

/** @throws UsageError, before anything is asked, where there will be no pairs */
export function requirePairs(benchmarks: readonly ChosenBenchmark[], baseline: string | undefined): void {
  const without = benchmarks.find(({ benchmark }) => benchmark.pairwise === undefined)
  if (without !== undefined) {
    throw new UsageError(`${without.benchmark.name} has no answers that could be judged in pairs`)
  }
  if (baseline === undefined) {
    throw new UsageError('--protocol pairwise: there is no baseline to judge against', {
      hint: 'Name it with --baseline.',
    })
  }
  if (baseline.startsWith('@')) {
    throw new UsageError(`--protocol pairwise: ${baseline} is not asked, so it has no answers to judge against`, {
      hint: 'Name the baseline’s model instead.',
    })
  }
}

/** Each candidate's run against the baseline's of the same benchmark. */
export async function judgeAllPairs(
  runs: readonly FinishedRun[],
  benchmarks: readonly ChosenBenchmark[],
  baseline: string | undefined,
  { connections, ...flags }: JudgingFlags,
  { config, data, runsDir }: Places,
): Promise<FinishedRun[]> {
  const model = { ...troubleNotes(), ...(connections !== undefined && { connections }) }
  await using judges = new JudgePool({ ...flags, config, model })
  const options = { judges, data, runsDir, group: newGroup() }
  const judged: FinishedRun[] = []
  for (const { benchmark } of benchmarks) {
    const own = runs.filter(({ manifest }) => manifest.benchmark.name === benchmark.name)
    const before = own.find(({ manifest }) => manifest.model.label === baseline)
    for (const candidate of before === undefined ? [] : own.filter((run) => run !== before)) {
      judged.push(await judgePairs(before as FinishedRun, candidate, benchmark, options))
    }
  }
  return judged
}
