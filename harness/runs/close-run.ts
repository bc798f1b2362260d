/** The end of every run: its records become its summary, and its folder says how it ended. */
import { defined } from '../../results/defined.ts'
import type { BenchmarkSummary, RunManifest, RunStatus, SampleRecord } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { samplesDigest } from '../../results/store/samples-digest.ts'
import type { RunWriter } from '../../results/store/write.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { type SummaryPlan, summarize } from '../../results/summary/summarize.ts'

/** A saved run, and the error that ended it early. */
export interface RunResult {
  readonly run: FinishedRun
  readonly failure?: unknown
}

interface Closing extends Omit<SummaryPlan, 'metric' | 'repeats'>, Partial<Pick<SummaryPlan, 'metric'>> {
  /** It ended before its time. */
  readonly isStopped?: boolean
  /** Additional fields of the summary. */
  readonly complete?: (summary: BenchmarkSummary, records: AsyncIterable<SampleRecord>) => Promise<BenchmarkSummary>
}

/**
 * @param manifest the manifest as requested now; a resumed folder keeps its first one
 * @throws StoreError when the folder cannot be read or written
 */
export async function closeRun(store: RunWriter, manifest: RunManifest, closing: Closing): Promise<FinishedRun> {
  try {
    return await finish(store, manifest, closing)
  } catch (error) {
    await store.close().catch(() => undefined) // the first error is the one to tell
    throw error
  }
}

async function finish(
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
  const whole = await complete(summary, store.records())
  // A folder that cannot be read cannot be written either, which says so.
  const digest = await samplesDigest(store.folder).catch(() => undefined)
  return store.finish(statusOf(summary, isStopped), { ...whole, ...defined({ samplesDigest: digest }) })
}

function statusOf({ pending, unscored }: BenchmarkSummary, isStopped: boolean): RunStatus {
  if (pending === 0 && unscored === 0) return 'complete'
  return isStopped ? 'interrupted' : 'incomplete'
}

/** @param allowed number of unscored trials to allow, given the number of trials */
export function isIncomplete(summary: BenchmarkSummary, allowed: (trials: number) => number): boolean {
  const trials = summary.trials + summary.unscored + summary.pending
  return summary.pending > 0 || summary.unscored > allowed(trials)
}
