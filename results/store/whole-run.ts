/** Run folders that are written in one go: whole, or not at all. */
import { join } from 'node:path'
import type { BenchmarkSummary, RunManifest, RunStatus, SampleRecord } from '../schema/schema.ts'
import { placeRunFolder, writeJson } from './folder.ts'
import { type FinishedRun, MANIFEST, readRecords, SAMPLES, SUMMARY } from './read.ts'
import { RecordLog } from './record-log.ts'

interface Closing {
  readonly summary: BenchmarkSummary
  readonly status: RunStatus
}

/**
 * @param close makes the summary of the records, which are written as it takes them; it takes them all
 * @throws StoreError when the folder cannot be written; whatever `records` and `close` throw, and then no folder is left
 */
export async function writeWholeRun(
  root: string,
  manifest: RunManifest,
  records: AsyncIterable<SampleRecord>,
  close: (records: AsyncIterable<SampleRecord>) => Promise<Closing>,
): Promise<FinishedRun> {
  let closed: (Closing & { readonly manifest: RunManifest }) | undefined
  const folder = await placeRunFolder(root, manifest, async (unfinished) => {
    const { summary, status } = await writeAndClose(join(unfinished, SAMPLES), records, close)
    const finished = { ...manifest, status, finishedAt: manifest.finishedAt ?? new Date().toISOString() }
    await writeJson(join(unfinished, SUMMARY), summary)
    await writeJson(join(unfinished, MANIFEST), finished)
    closed = { summary, status, manifest: finished }
  })
  const { summary, manifest: finished } = closed as NonNullable<typeof closed>
  return { folder, manifest: finished, summary, records: () => readRecords(folder) }
}

/** Each record is summarized as it is written, and need not be read again. */
async function writeAndClose(
  path: string,
  records: AsyncIterable<SampleRecord>,
  close: (records: AsyncIterable<SampleRecord>) => Promise<Closing>,
): Promise<Closing> {
  const log = await RecordLog.open(path)
  async function* written(): AsyncGenerator<SampleRecord> {
    for await (const record of records) {
      await log.append(record)
      yield record
    }
  }
  try {
    return await close(written())
  } finally {
    await log.close()
  }
}
