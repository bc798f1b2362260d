/** Writes the results of one model where the Hugging Face Hub reads them: its model card, and files in `.eval_results`. */

import { dirname, join } from 'node:path'
import { IncompleteError, StoreError, UsageError } from '../../../results/errors.ts'
import { makeFolder } from '../../../results/store/make-folder.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { MOST_FACTS, readingProblem, readRegular } from '../../../results/store/regular-file.ts'
import { writeWhole } from '../../../results/store/write-whole.ts'
import { remedyFor } from '../../../results/system-errors.ts'
import { incompleteness } from '../../../results/words/incomplete.ts'
import {
  evalResultsEntry,
  isOwnEvalResult,
  isOwnMetric,
  isScored,
  modelIndexEntry,
  type ResultSource,
  type ScoredRun,
} from './huggingface.ts'
import { withEvalResults, withModelIndex } from './model-card.ts'

export interface Publication {
  /** Model card to change. */
  readonly modelCard?: string
  /** Folder of `.eval_results` files. */
  readonly evalResults?: string
  /** Name of the model in a card that has no results yet. Default: the model's own. */
  readonly modelName?: string
  readonly source?: ResultSource
  /** Publishes runs with missing scores, and runs of a part of their benchmark. */
  readonly allowsIncomplete: boolean
}

/** A file before and after. */
export interface PublishedFile {
  readonly path: string
  /** Absent: a new file. */
  readonly before?: string
  readonly after: string
}

export interface Published {
  readonly files: readonly PublishedFile[]
  /** Benchmarks that the hub has no leaderboard for, as far as is known. */
  readonly unlisted: readonly string[]
}

/**
 * Reads the files and says what they would be; nothing is written.
 *
 * @throws UsageError for runs of several models, and files that cannot be changed; IncompleteError for a run that is not whole
 */
export async function publishedFiles(runs: readonly FinishedRun[], publication: Publication): Promise<Published> {
  requireOneModel(runs)
  requireEachOnce(runs)
  const scored = runs.map((run) => requireWhole(run, publication.allowsIncomplete))
  const { modelCard, evalResults, source } = publication
  const files: PublishedFile[] = []
  if (modelCard !== undefined) {
    const before = await readText(modelCard)
    if (before === undefined) {
      throw new UsageError(`--model-card ${modelCard}: there is no such file`, {
        hint: 'Name the README.md of the model’s repository. For a new card, create an empty file first.',
      })
    }
    const name = publication.modelName ?? nameOf(runs)
    const entries = scored.map((run) => ({
      value: modelIndexEntry(run, source),
      isOwn: (metric: unknown) => isOwnMetric(metric, run.manifest),
    }))
    files.push({ path: modelCard, before, after: withModelIndex(before, modelCard, name, entries) })
  }
  const unlisted: string[] = []
  for (const run of evalResults === undefined ? [] : scored) {
    const { benchmark, protocol } = run.manifest
    const value = evalResultsEntry(run, source)
    if (value === undefined) unlisted.push(benchmark.name)
    else {
      const path = join(evalResults as string, `${benchmark.name}_${protocol.name}.yaml`)
      const before = await readText(path)
      const entry = { value, isOwn: (other: unknown) => isOwnEvalResult(other, run.manifest) }
      files.push({ path, ...(before !== undefined && { before }), after: withEvalResults(before, path, [entry]) })
    }
  }
  return { files, unlisted }
}

function requireOneModel(runs: readonly FinishedRun[]): void {
  const labels = [...new Set(runs.map(({ manifest }) => manifest.model.label))]
  if (labels.length <= 1) return
  throw new UsageError(`these are runs of ${labels.length} models: ${labels.join(', ')}`, {
    hint: 'Publish one model at a time: name the runs of one of them.',
  })
}

function requireEachOnce(runs: readonly FinishedRun[]): void {
  const named = runs.map(({ manifest }) => `${manifest.benchmark.name}, protocol ${manifest.protocol.name}`)
  const twice = named.find((name, at) => named.indexOf(name) < at)
  if (twice === undefined) return
  const folders = runs.filter((_, at) => named[at] === twice).map(({ folder }) => folder)
  throw new UsageError(`${folders.length} runs of ${twice}: ${folders.join(', ')}`, { hint: 'Name one of them.' })
}

function requireWhole(run: FinishedRun, allowsIncomplete: boolean): ScoredRun {
  const { folder, manifest, summary } = run
  if (!isScored(run)) throw new IncompleteError(`${folder}: nothing was scored`, { hint: 'Continue it with --resume.' })
  if (allowsIncomplete) return run
  const missing = incompleteness(summary)
  if (missing !== undefined) {
    throw new IncompleteError(`${folder}: ${missing}`, {
      hint: 'Complete it with --resume, or add --allow-incomplete: the entry then says how many scores are missing.',
    })
  }
  const { items, dataset } = manifest
  if (items.count === dataset.size) return run
  throw new IncompleteError(
    `${folder}: measured ${items.count} of the ${dataset.size} samples of ${manifest.benchmark.name}`,
    {
      hint: 'Run it without --limit, or add --allow-incomplete: the entry then says so.',
    },
  )
}

/** `tiny-sft` of `acme/tiny-sft`, `out/tiny-sft/` or `tiny-sft.gguf`. */
function nameOf([run]: readonly FinishedRun[]): string {
  const name =
    run?.manifest.model.name
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? ''
  return name.replace(/\.gguf$/, '') || (run?.manifest.model.label ?? '')
}

/** @throws UsageError for a file that cannot be read, or is not UTF-8 and would be damaged */
async function readText(path: string): Promise<string | undefined> {
  let bytes: Buffer
  try {
    bytes = await readRegular(path, MOST_FACTS)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`${path}: cannot be read: ${readingProblem(error)}`, { cause: error })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new UsageError(`${path}: not UTF-8`, { cause: error, hint: 'Nothing was changed. Save it as UTF-8 first.' })
  }
}

/** Writes each file whole or not at all, and makes their folders. @throws StoreError naming the file */
export async function writeFiles(files: readonly PublishedFile[]): Promise<void> {
  for (const { path, after } of files) {
    try {
      await makeFolder(dirname(path))
      await writeWhole(path, after)
    } catch (error) {
      const hint = remedyFor(error)
      throw new StoreError(`${path}: cannot be written: ${(error as Error).message}`, {
        cause: error,
        ...(hint !== undefined && { hint }),
      })
    }
  }
}
