/** The end of every run: its records become its summary, and its folder says how it ended. */
import type { BenchmarkSummary, RunManifest, RunStatus, SampleRecord } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { RunWriter } from '../../results/store/write.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { type SummaryPlan, summarize } from '../../results/summary/summarize.ts'

/** A run as it is saved, and what ended it before its time. */
export interface RunResult {
  readonly run: FinishedRun
  readonly failure?: unknown
}

interface Closing extends Omit<SummaryPlan, 'metric' | 'repeats'>, Partial<Pick<SummaryPlan, 'metric'>> {
  /** It ended before its time. */
  readonly isStopped?: boolean
  /** What is written besides what every run has. */
  readonly complete?: (summary: BenchmarkSummary, records: AsyncIterable<SampleRecord>) => Promise<BenchmarkSummary>
}

/**
 * @param manifest of the run as it was asked for now; a resumed folder has its first one
 * @throws StoreError when what is there cannot be read or saved
 */
export async function closeRun(
  store: RunWriter,
  manifest: RunManifest,
  { isStopped = false, complete = async (same) => same, ...closing }: Closing,
): Promise<FinishedRun> {
  const { protocol, trialsPerSample: repeats, permutations, model } = manifest
  const summary = await summarize(store.records(), {
    metric: protocol.metric,
    repeats,
    permutations,
    price: model.price,
    judgePrices: judgePricesOf(manifest),
    ...closing,
  })
  return store.finish(statusOf(summary, isStopped), await complete(summary, store.records()))
}

function statusOf({ pending, unscored }: BenchmarkSummary, isStopped: boolean): RunStatus {
  if (pending === 0 && unscored === 0) return 'complete'
  return isStopped ? 'interrupted' : 'incomplete'
}

/** @param allowed unscored trials that are allowed, of so many */
export function isIncomplete(summary: BenchmarkSummary, allowed: (trials: number) => number): boolean {
  const trials = summary.trials + summary.unscored + summary.pending
  return summary.pending > 0 || summary.unscored > allowed(trials)
}
