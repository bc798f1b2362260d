/** Run folders that others may be writing: what has changed, and the records that have come since. */

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SampleRecord } from '../schema/schema.ts'
import { parsedJson, splitLines } from './lines.ts'
import { type ByteRange, MANIFEST, SAMPLES, SUMMARY } from './read.ts'
import { streamRegular } from './regular-file.ts'

/** Names of what may be run folders; none where there is no such folder. */
export async function folderNames(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

/** What tells one state of a run folder from the next, without reading its files. */
export interface FolderState {
  /** Of manifest and summary. */
  readonly facts: string
  /** Bytes of records; they are only ever appended to, unless the run is made anew. */
  readonly size: number
}

export async function folderState(folder: string): Promise<FolderState> {
  const [manifest, summary, samples] = await Promise.all(
    [MANIFEST, SUMMARY, SAMPLES].map((name) => stat(join(folder, name)).catch(() => undefined)),
  )
  return {
    facts: [manifest, summary].map((found) => (found === undefined ? '-' : `${found.mtimeMs}:${found.size}`)).join(' '),
    size: samples?.size ?? 0,
  }
}

/**
 * Records from a byte offset on, unchecked; `place.offset + place.length + 1` of the last one is where to go on. A last line that is
 * still being written is left for the next time, and so is a line that cannot be read.
 */
export async function* recordsFrom(
  folder: string,
  from: number,
): AsyncGenerator<{ readonly record: SampleRecord; readonly place: ByteRange }> {
  try {
    for await (const { offset, bytes } of splitLines(await streamRegular(join(folder, SAMPLES), { start: from }))) {
      const record = parsedJson(bytes.toString())
      if (record !== undefined)
        yield { record: record as SampleRecord, place: { offset: from + offset, length: bytes.length } }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
