/** Run folders, as read: one benchmark, one model, everything needed to explain the number. */

import { closeSync, readSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { IncompleteError, StoreError } from '../errors.ts'
import type { BenchmarkSummary, PartialLine, RunManifest, SampleRecord } from '../schema/schema.ts'
import type { Check } from '../schema/validate.ts'
import { parsedJson, splitLines } from './lines.ts'
import { MOST_FACTS, openRegularSync, readingProblem, readText, streamRegular } from './regular-file.ts'

export const MANIFEST = 'manifest.json'
export const SAMPLES = 'samples.jsonl'
export const SUMMARY = 'summary.json'
/** What unfinished trials have already, so that nothing is asked twice. */
export const PARTIAL = 'partial.jsonl'

export interface StoredRun {
  readonly folder: string
  readonly manifest: RunManifest
  /** Absent while the run has not been summarized: running, or killed. */
  readonly summary?: BenchmarkSummary
  /** Every finished trial, in the order they finished. */
  records(): AsyncGenerator<SampleRecord>
}

/**
 * @param path with or without a slash at its end, which shells and globs add
 * @throws StoreError when the folder is not a run, is damaged, or was written by a newer evalkit
 */
export async function openRun(path: string): Promise<StoredRun> {
  const folder = path.replace(/(?<=[^/\\])[/\\]+$/, '')
  const { checkManifest, checkRecord, checkSummary } = await import('../schema/validate.ts')
  const manifest = await readJson(join(folder, MANIFEST), checkManifest)
  if (manifest === undefined) {
    throw new StoreError(`${folder}: not a run folder: it has no ${MANIFEST}`, {
      hint: 'List the runs there are with: evalkit list runs',
    })
  }
  const summary = await readJson(join(folder, SUMMARY), checkSummary)
  return { folder, manifest, ...(summary && { summary }), records: () => readRecords(folder, checkRecord) }
}

/** A run that has a summary, as it is shown and compared. */
export interface FinishedRun extends StoredRun {
  readonly summary: BenchmarkSummary
}

/** @throws IncompleteError for a run that was never summarized */
export function requireFinished(run: StoredRun): FinishedRun {
  if (run.summary !== undefined) return { ...run, summary: run.summary }
  throw new IncompleteError(`${run.folder}: has no ${SUMMARY}: the run was cut off, or is still going on`, {
    hint: 'Repeat the command that began it with --resume.',
  })
}

/** @returns false where nothing is there */
const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A file, or a folder that has nothing of a run. False for one that lacks its manifest alone, and for what is not there. */
export async function holdsNoRun(path: string): Promise<boolean> {
  if (await isFile(path)) return true
  const names = await readdir(path).catch(() => undefined)
  return names !== undefined && !names.includes(MANIFEST) && !names.includes(SAMPLES)
}

/** The runs below a folder, oldest first; what is not a readable run is passed over. */
export async function listRuns(root: string): Promise<StoredRun[]> {
  return (await Array.fromAsync(newestRuns(root))).reverse()
}

/**
 * The runs below a folder, newest first by their names; what is not a readable run is passed over.
 *
 * @param isWanted by the folder's name, so that others are not read
 */
export async function* newestRuns(root: string, isWanted = (_name: string) => true): AsyncGenerator<StoredRun> {
  const names = await readdir(root).catch(() => [] as string[])
  for (const name of names
    .filter((one) => !one.startsWith('.') && isWanted(one))
    .sort()
    .reverse()) {
    const run = await openRun(join(root, name)).catch((error) => {
      if (error instanceof StoreError) return undefined
      throw error
    })
    if (run !== undefined) yield run
  }
}

/**
 * Reads line by line; a last line that was torn by a crash is dropped, any other bad line is an error.
 *
 * @param check absent for records that this process has written itself
 */
export const readRecords = (folder: string, check?: Check<SampleRecord>) =>
  values(readLog(join(folder, SAMPLES), check))

/** Where a record is in its file, in bytes. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** Likewise, unchecked and with their places. */
export const readPlaced = (folder: string) => readLog<SampleRecord>(join(folder, SAMPLES))

/** Likewise for what unfinished trials have; nothing where there is no such file. */
export const readPartial = (folder: string, check?: Check<PartialLine>) => values(readLog(join(folder, PARTIAL), check))

async function* values<Line>(lines: AsyncIterable<{ readonly value: Line }>): AsyncGenerator<Line> {
  for await (const { value } of lines) yield value
}

async function* readLog<Line>(
  path: string,
  check?: Check<Line>,
): AsyncGenerator<{ readonly value: Line; readonly place: ByteRange }> {
  let torn: StoreError | undefined
  try {
    for await (const { number, offset, bytes } of splitLines(await streamRegular(path))) {
      if (torn !== undefined) throw torn
      const value = parsedJson(bytes.toString())
      if (value === undefined) torn = brokenLine(path, number, bytes.toString())
      else {
        const checked = check === undefined ? (value as Line) : check(value, `${path}:${number}`)
        yield { value: checked, place: { offset, length: bytes.length } }
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error instanceof StoreError ? error : unreadable(path, error)
  }
}

/** What other programs write for numbers that JSON has not; between the quotes of a text it would be escaped. */
const NO_NUMBER = /"(\w+)":\s*(NaN|-?Infinity)\b/

function brokenLine(path: string, line: number, text: string): StoreError {
  const [, field, value] = NO_NUMBER.exec(text) ?? []
  const what = field === undefined ? 'not a JSON object' : `"${field}" is ${value}, which is no number`
  return new StoreError(`${path}:${line}: ${what}`, {
    hint: 'The file was damaged or edited in the middle; leave this run out, or run it again.',
  })
}

async function readJson<T>(path: string, check: Check<T>): Promise<T | undefined> {
  const text = await readText(path, MOST_FACTS).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw unreadable(path, error)
  })
  if (text === undefined) return undefined
  const value = parsedJson(text)
  if (value === undefined) throw brokenLine(path, 1, text)
  return check(value, path)
}

const unreadable = (path: string, cause: unknown) =>
  new StoreError(`${path}: cannot be read: ${readingProblem(cause)}`, { cause })

/** The folder's own name, which is how a run is called in tables and messages. */
export const runName = (folder: string) => basename(folder)

/** Reads single records of a run by their byte range, so that long replies need not be kept in memory. */
export class RecordReader implements Disposable {
  readonly #path: string
  readonly #file: number

  /** @throws StoreError when the run has no records, or they cannot be read */
  constructor(folder: string) {
    this.#path = join(folder, SAMPLES)
    try {
      this.#file = openRegularSync(this.#path)
    } catch (error) {
      throw unreadable(this.#path, error)
    }
  }

  /** @throws StoreError when the file has changed since the place was noted */
  at({ offset, length }: ByteRange): SampleRecord {
    const bytes = Buffer.allocUnsafe(length)
    const read = readSync(this.#file, bytes, 0, length, offset)
    try {
      return JSON.parse(bytes.toString('utf8', 0, read))
    } catch (error) {
      throw new StoreError(`${this.#path}: has changed while it was read`, { cause: error })
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}
