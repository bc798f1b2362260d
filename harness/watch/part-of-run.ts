/** Part of a run's samples as a run of its own: a baseline on all samples beside checkpoints on some. */
import type { ComparedRun } from '../../results/compare/compared-run.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { summarize } from '../../results/summary/summarize.ts'
import type { ExpectedRun } from '../runs/expected-runs.ts'

/** @returns the run as it is where it has the same samples, or lacks one of them */
export async function partOf(
  run: FinishedRun,
  { manifest, samples, scorer, passAt }: ExpectedRun,
): Promise<FinishedRun> {
  if (run.manifest.items.hash === manifest.items.hash) return run
  const ids = new Set(samples.map(({ id }) => id))
  const found = new Set<string>()
  for await (const { id } of run.records()) found.add(id)
  if (!samples.every(({ id }) => found.has(id))) return run
  const part = <Run extends ComparedRun>(whole: Run): Run => ({
    ...whole,
    manifest: { ...whole.manifest, items: manifest.items },
    records: () => only(ids, whole.records()),
  })
  const { anchor } = run as ComparedRun
  const { protocol, trialsPerSample, permutations, model } = run.manifest
  const summary = await summarize(part(run).records(), {
    ...{ metric: protocol.metric, range: scorer.range, aggregate: scorer.aggregate, upstream: scorer.upstream },
    ...{ repeats: trialsPerSample, permutations, passAt: passAt.filter((k) => k <= trialsPerSample) },
    ...{ planned: ids.size * trialsPerSample, wallMs: 0, price: model.price, judgePrices: judgePricesOf(run.manifest) },
  })
  return { ...part(run), summary, ...(anchor && { anchor: part(anchor) }) }
}

async function* only(ids: ReadonlySet<string>, records: AsyncIterable<SampleRecord>): AsyncGenerator<SampleRecord> {
  for await (const record of records) if (ids.has(record.id)) yield record
}
