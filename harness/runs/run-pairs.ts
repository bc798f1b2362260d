/** `run --protocol pairwise`: replies are requested and rated as usual, then judged against the baseline's, pair by pair. */
import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { UsageError } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { commandOf } from '../../results/words/shell.ts'
import { commandSignals } from '../lib/interrupt.ts'
import type { JudgingFlags } from '../options/judge-flags.ts'
import type { Locations } from '../options/settings.ts'
import { openJudges } from './open-judges.ts'
import { preparePairs } from './pairwise.ts'
import { newGroup } from './prepare.ts'
import { type ReExecution, reExecuteAll } from './re-execution.ts'
import { withResumeHint } from './resume-command.ts'
import type { ScheduleResult } from './schedule.ts'

export const PAIRWISE = 'pairwise'

/** Checks that there will be pairs, before the first request. @throws UsageError otherwise */
export function requirePairs(benchmarks: readonly SelectedBenchmark[], baseline: string | undefined): void {
  const without = benchmarks.find(({ benchmark }) => benchmark.pairwise === undefined)
  if (without !== undefined) {
    throw new UsageError(`${without.benchmark.name} does not support pairwise judging`)
  }
  if (baseline === undefined) {
    throw new UsageError('--protocol pairwise: there is no baseline to judge against', {
      hint: 'Name it with --baseline.',
    })
  }
  if (baseline.startsWith('@')) {
    throw new UsageError(`--protocol pairwise: ${baseline} is a stored baseline without replies to judge against`, {
      hint: 'Name the baseline’s model instead.',
    })
  }
}

/**
 * Judges each candidate's run against the baseline's run of the same benchmark.
 *
 * @returns runs, and the error that ended them early, with the resume command as a hint
 */
export async function judgeAllPairs(
  runs: readonly FinishedRun[],
  benchmarks: readonly SelectedBenchmark[],
  baseline: string | undefined,
  judging: JudgingFlags,
  { config, data, runsDir }: Locations,
): Promise<ScheduleResult> {
  const signals = commandSignals()
  await using judges = openJudges(judging, config, { stop: signals.stop })
  const options = { judges, data, group: newGroup() }
  const reExecutions: ReExecution[] = []
  for (const { benchmark } of benchmarks) {
    const own = runs.filter(({ manifest }) => manifest.benchmark.name === benchmark.name)
    const before = own.find(({ manifest }) => manifest.model.label === baseline)
    for (const candidate of before === undefined ? [] : own.filter((run) => run !== before)) {
      reExecutions.push(await preparePairs(before as FinishedRun, candidate, benchmark, options))
    }
  }
  const judged = await reExecuteAll(reExecutions, { runsDir, resume: undefined, signals })
  return judged.failure === undefined
    ? judged
    : { ...judged, failure: withResumeHint(judged.failure, () => pairwiseCommand(runs, baseline, judging, runsDir)) }
}

/** The resume command: only the judging continues, since all replies exist. */
function pairwiseCommand(
  runs: readonly FinishedRun[],
  baseline: string | undefined,
  { specs, connections, regrades, minimum, template, version, omit }: JudgingFlags,
  runsDir: string,
): string {
  const isBaseline = ({ manifest }: FinishedRun) => manifest.model.label === baseline
  const folders = [...runs.filter(isBaseline), ...runs.filter((run) => !isBaseline(run))].map(({ folder }) => folder)
  const flags = {
    judge: specs,
    'judge-connections': connections,
    'judge-repeats': regrades,
    'min-judges': minimum,
    'judge-template': template,
    'judge-version': version,
    'judge-omit': omit,
  }
  const given = Object.entries({ ...flags, 'runs-dir': runsDir }).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => [`--${name}`, String(one)]),
  )
  return commandOf(['pairwise', ...folders, ...given, '--resume'])
}
