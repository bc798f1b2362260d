/** Measures from two old runs per benchmark what a plan needs: how often they differ, and the cost of a reply. */
import { compareRuns } from '../../results/compare/compare.ts'
import { UsageError } from '../../results/errors.ts'
import type { MeasuredPair } from '../../results/plan/plan.ts'
import type { Usage } from '../../results/schema/schema.ts'
import { sum } from '../../results/statistics/sum.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { openRuns, type RunLocations } from '../options/run-references.ts'

/**
 * @param folders two runs per benchmark, in any order
 * @param benchmarks names of the planned benchmarks
 * @returns measurements by benchmark
 * @throws UsageError for a single run, or one of a benchmark that is not planned; IncomparableError for two runs that measured
 *   different things
 */
export async function measurePairs(
  folders: readonly string[],
  benchmarks: readonly string[],
  locations: RunLocations,
): Promise<Map<string, MeasuredPair>> {
  const runs = await openRuns(folders, locations)
  const measured = new Map<string, MeasuredPair>()
  for (const [benchmark, group] of Map.groupBy(runs, ({ manifest }) => manifest.benchmark.name)) {
    const [first, second, third] = group
    if (!benchmarks.includes(benchmark)) {
      throw new UsageError(`--from ${first?.folder}: is a run of ${benchmark}, which is not planned`)
    }
    if (first === undefined || second === undefined || third !== undefined) {
      throw new UsageError(`--from: ${group.length} of the runs ${group.length === 1 ? 'is' : 'are'} of ${benchmark}`, {
        hint: 'Name two for each benchmark, as in --from BASE-RUN SFT-RUN.',
      })
    }
    measured.set(benchmark, await measure(first, second))
  }
  return measured
}

async function measure(first: FinishedRun, second: FinishedRun): Promise<MeasuredPair> {
  const { seen, spread } = await compareRuns(first, second)
  if (seen === undefined) {
    throw new UsageError(`--from: ${first.folder} and ${second.folder} have scored no sample in common`)
  }
  const parts = spread()
  const [latencyMs, tokens] = [averageOf([first, second], latencyOf), tokensOf(first, second)]
  const judgeTokens = judgeTokensOf(first, second)
  return {
    ...(seen.test === 'McNemar exact' && { discordance: (seen.gained + seen.lost) / seen.n }),
    spread: parts ?? { question: seen.standardError ** 2 * seen.n, repeat: 0 },
    hasRepeats: parts !== undefined,
    ...(tokens !== undefined && { tokens }),
    ...(judgeTokens !== undefined && { judgeTokens }),
    ...(latencyMs !== undefined && { latencyMs }),
  }
}

function averageOf<Run>(runs: readonly Run[], of: (run: Run) => number | undefined): number | undefined {
  const values = runs.flatMap((run) => of(run) ?? [])
  return values.length === 0 ? undefined : sum(values) / values.length
}

/** Uses the median instead of the mean, so that a few very slow replies do not raise the estimate. */
const latencyOf = ({ summary }: FinishedRun) => summary.latencyMs?.median

/** Tokens and time of one trial. */
const tokensOf = (...runs: readonly FinishedRun[]) =>
  perUnit(runs, ({ summary }) => ({ usage: summary.tokens, units: summary.trials }))

/** Tokens and time of one verdict. */
const judgeTokensOf = (...runs: readonly FinishedRun[]) =>
  perUnit(runs, ({ summary: { judging } }) => ({ usage: judging?.tokens ?? {}, units: judging?.verdicts ?? 0 }))

function perUnit(runs: readonly FinishedRun[], of: (run: FinishedRun) => { usage: Usage; units: number }) {
  const each = (kind: 'inputTokens' | 'outputTokens') =>
    averageOf(runs, (run) => {
      const { usage, units } = of(run)
      const tokens = usage[kind]
      return tokens === undefined || units === 0 ? undefined : tokens / units
    })
  const [input, output] = [each('inputTokens'), each('outputTokens')]
  return input === undefined || output === undefined ? undefined : { input, output }
}
