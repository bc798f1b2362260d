/** Several runs of one checkpoint as one run with repeats. */
import type { SampleRecord } from '../schema/schema.ts'
import { sum } from '../statistics/sum.ts'
import type { FinishedRun } from '../store/read.ts'
import { summarize } from '../summary/summarize.ts'

/**
 * The last run, with the answers of the others as further repeats.
 *
 * @param runs of the same weights, measured alike
 * @throws StoreError for records that cannot be read
 */
export async function pooledRun(runs: readonly [FinishedRun, ...FinishedRun[]]): Promise<FinishedRun> {
  const last = runs.at(-1)
  if (last === undefined || runs.length === 1) return runs[0]
  const { manifest, summary } = last
  const trialsPerSample = sum(runs.map((run) => run.manifest.trialsPerSample))
  const records = () => withShiftedRepeats(runs)
  const pooled = await summarize(records(), {
    metric: summary.metric,
    range: summary.range ?? [0, 1],
    planned: manifest.items.count * trialsPerSample,
    repeats: trialsPerSample,
    aggregate: manifest.protocol.aggregate,
    wallMs: sum(runs.map((run) => run.summary.wallMs)),
  })
  return { folder: last.folder, manifest: { ...manifest, trialsPerSample }, summary: pooled, records }
}

/** Repeats of a run count on after those of the runs before it. */
async function* withShiftedRepeats(runs: readonly FinishedRun[]): AsyncGenerator<SampleRecord> {
  let before = 0
  for (const run of runs) {
    for await (const record of run.records()) yield { ...record, repeat: record.repeat + before }
    before += run.manifest.trialsPerSample
  }
}
