/** The data files of benchmarks on this machine: which there are, in what state, and fetching those that are missing. */
import { stat } from 'node:fs/promises'
import { DatasetError } from '../../results/errors.ts'
import type { Benchmark, DatasetFile } from '../benchmark.ts'
import { type DataOptions, fetchedPath, fetchFile, findFile, locate } from './dataset.ts'

/**
 * - `present`: found, and not read
 * - `verified`: found, and its sha256 is the published one
 * - `unpublished`: found and readable, but upstream publishes no sha256 to compare with
 * - `damaged`: found, and not the published bytes, or an archive that cannot be unpacked
 * - `missing`: not on this machine
 */
export type FileState = 'present' | 'verified' | 'unpublished' | 'damaged' | 'missing'

export interface FileStatus {
  readonly declared: DatasetFile
  readonly state: FileState
  /** Where the file or its archive is; absent when it is missing. */
  readonly path?: string
  /** Size on disk. */
  readonly bytes?: number
  /** What `verify` found; absent where the file was not read. */
  readonly sha256?: string
  /** What is wrong and what to do, for a file that is damaged or could not be fetched. */
  readonly failure?: DatasetError
}

/** Every file that some protocol of the benchmark reads, each once: questions, few-shot examples, references, judge prompts. */
export function filesOf({ dataset, protocols, pairwise }: Benchmark): readonly DatasetFile[] {
  const files = [
    dataset.test,
    dataset.train,
    ...Object.values(dataset.beside ?? {}),
    ...Object.values(protocols).flatMap(({ questions, judging }) => [
      questions,
      judging?.text === undefined ? judging?.template : undefined,
    ]),
    pairwise?.judging.template,
  ].filter((file) => file !== undefined)
  return [...new Map(files.map((file) => [file.file, file])).values()]
}

/** Whether the file is here, by its name alone. */
export async function findStatus(declared: DatasetFile, options: DataOptions): Promise<FileStatus> {
  const path = await findFile(declared, options)
  return path === undefined ? { declared, state: 'missing' } : { declared, state: 'present', ...(await sized(path)) }
}

/** Reads the file, where it is here, and compares its sha256 with the published one. Fetches nothing. */
export async function verifyStatus(declared: DatasetFile, options: DataOptions): Promise<FileStatus> {
  const found = await findStatus(declared, options)
  if (found.state === 'missing') return found
  try {
    const { sha256 } = await locate(declared, options)
    return { ...found, state: declared.sha256 === undefined ? 'unpublished' : 'verified', sha256 }
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    return { ...found, state: 'damaged', failure: error }
  }
}

/**
 * Fetches the file unless it is here and whole, and replaces one that is damaged. Goes into the mirror where one is named.
 * A failure becomes part of the status.
 */
export async function pullFile(declared: DatasetFile, options: DataOptions): Promise<FileStatus> {
  const here = await verifyStatus(declared, options)
  const { url } = declared
  // What somebody unpacked by hand has another name than what is fetched, and would still be found first.
  const isReplaceable = here.path === undefined || here.path === fetchedPath(declared, options)
  if ((here.state !== 'missing' && here.state !== 'damaged') || url === undefined || !isReplaceable) return here
  try {
    await fetchFile({ ...declared, url }, options)
    return verifyStatus(declared, options)
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    return { ...here, failure: error }
  }
}

async function sized(path: string): Promise<{ path: string; bytes?: number }> {
  const bytes = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  )
  return { path, ...(bytes !== undefined && { bytes }) }
}
