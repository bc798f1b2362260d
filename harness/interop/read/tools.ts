/** All tools whose logs are read, and what a path holds of them. */
import { InteropError } from '../../../results/errors.ts'
import { limitOldGeneration, limitYoungGeneration } from '../../lib/heap-limit.ts'
import { evalscope } from './evalscope.ts'
import { filesBelow } from './files.ts'
import type { ForeignRun, LogFile, Reader, ReadOptions } from './foreign.ts'
import { inspect } from './inspect/reader.ts'
import { lmEval } from './lm-eval/reader.ts'
import { nemoEvaluator } from './nemo-evaluator.ts'
import { opencompass } from './opencompass.ts'
import { promptfoo } from './promptfoo.ts'
import { simpleEvals } from './simple-evals.ts'

/** A file belongs to the first that reads it. */
const READERS: readonly Reader[] = [lmEval, inspect, evalscope, promptfoo, nemoEvaluator, simpleEvals, opencompass]

/**
 * The runs below a path, in the order of its files.
 *
 * @throws InteropError for a path that is not there, holds no log, or a log that cannot be read
 */
export async function foreignRuns(path: string, options: ReadOptions = {}): Promise<ForeignRun[]> {
  using _ = limitYoungGeneration()
  using __ = limitOldGeneration()
  const files = await filesBelow(path)
  const owned = new Map<Reader, LogFile[]>()
  for (const file of files) {
    const owner = await ownerOf(file)
    if (owner !== undefined) owned.set(owner, [...(owned.get(owner) ?? []), file])
  }
  const runs: ForeignRun[] = []
  for (const [reader, own] of owned) runs.push(...(await reader.read(own, options, files)))
  if (runs.length > 0) return runs
  throw nothingKnown(path, files)
}

async function ownerOf(file: LogFile): Promise<Reader | undefined> {
  for (const reader of READERS) if (await reader.owns(file)) return reader
  return undefined
}

/** Whether a path holds something that looks like another tool's log. */
export async function holdsForeignLog(path: string): Promise<boolean> {
  try {
    for (const file of await filesBelow(path)) if ((await ownerOf(file)) !== undefined) return true
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
