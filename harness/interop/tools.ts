/** All tools whose logs are read, and what a path holds of them. */
import { InteropError } from '../../results/errors.ts'
import { filesBelow } from './files.ts'
import type { ForeignRun, LogFile, Reader, ReadOptions } from './foreign.ts'
import { inspect } from './inspect/reader.ts'
import { lmEval } from './lm-eval/reader.ts'

/** A file belongs to the first that reads it. */
const READERS: readonly Reader[] = [lmEval, inspect]

/**
 * The runs below a path, in the order of its files.
 *
 * @throws InteropError for a path that is not there, holds no log, or a log that cannot be read
 */
export async function foreignRuns(path: string, options: ReadOptions = {}): Promise<ForeignRun[]> {
  const files = await filesBelow(path)
  const runs: ForeignRun[] = []
  for (const reader of READERS) runs.push(...(await reader.read(files, options)))
  if (runs.length > 0) return runs
  throw nothingKnown(path, files)
}

/** @returns whether a path holds something that looks like another tool's log. Never throws. */
export async function holdsForeignLog(path: string): Promise<boolean> {
  try {
    const files = await filesBelow(path)
    for (const reader of READERS) if (await reader.recognises(files)) return true
  } catch (error) {
    if (!(error instanceof InteropError)) throw error
  }
  return false
}

function nothingKnown(path: string, files: readonly LogFile[]): InteropError {
  const names = files.slice(0, 3).map(({ name }) => name)
  const found =
    files.length === 0 ? 'no file' : `${names.join(', ')}${files.length > names.length ? ' and others' : ''}`
  return new InteropError(`${path}: no log that evalkit can import: found ${found}`, {
    hint: `Looked for ${READERS.map(({ lookedFor }) => lookedFor).join('; ')}.`,
  })
}
