/** Opens runs named on the command line: by folder or a short name of it, or by a baseline as `@main` or `@main/gsm8k`. */
import { basename, dirname } from 'node:path'
import { type OpenBaseline, openBaseline } from '../../results/baselines/baseline.ts'
import { readBaselines, type StoredBaselines } from '../../results/baselines/file.ts'
import { UsageError } from '../../results/errors.ts'
import { LOOKS } from '../../results/gate/look-log.ts'
import { nearest } from '../../results/names.ts'
import type { Baseline } from '../../results/schema/baselines.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, holdsNoRun, openRun, requireFinished, type StoredRun } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'
import { foldersNamed } from './run-names.ts'
import { findLocations } from './settings.ts'

/** Where the names of runs are looked up. */
export interface RunLocations {
  readonly runsDir: string
  /** The file of baselines; absent: the nearest one. */
  readonly baselines: string | undefined
}

export async function findRunLocations(args: {
  readonly baselines: string | undefined
  readonly config: string | undefined
  readonly 'runs-dir': string | undefined
}): Promise<RunLocations> {
  const { runsDir } = await findLocations({ ...args, 'data-dir': undefined })
  return { runsDir, baselines: args.baselines }
}

export const isReference = (text: string | undefined): text is `@${string}` => text?.startsWith('@') === true

/** evalkit's own files in a folder of runs. */
const OWN_FILES = [LOOKS]

/**
 * Removes paths without a run that lie beside a run, so that `evalkit-runs/*` works. A note names those that are not evalkit's own
 * files. A path on its own stays in the list, and is an error later.
 */
export async function withoutStrays(texts: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const text of texts) if (!isReference(text) && (await holdsNoRun(text))) found.push(text)
  const folders = new Set(texts.filter((text) => !found.includes(text)).map((text) => dirname(text)))
  const strays = found.filter((stray) => folders.has(dirname(stray)))
  const others = strays.filter((stray) => !OWN_FILES.includes(basename(stray)))
  if (others.length > 0) note(`skipped, because they are not run folders: ${others.join(', ')}`)
  return texts.filter((text) => !strays.includes(text))
}

/**
 * Opens finished runs in the given order. A baseline stands for its runs.
 *
 * @throws UsageError, StoreError or IncompleteError naming the run
 */
export async function openRuns(texts: readonly string[], { baselines, runsDir }: RunLocations): Promise<FinishedRun[]> {
  const stored = texts.some(isReference) ? await readBaselines(baselines, process.cwd()) : undefined
  const opened: FinishedRun[] = []
  for (const text of await withoutStrays(texts)) {
    if (stored !== undefined && isReference(text)) opened.push(...referredTo(text, stored))
    else for (const folder of await foldersNamed(text, runsDir)) opened.push(requireFinished(await openRun(folder)))
  }
  return opened
}

/** @throws UsageError for an unknown baseline, with the nearest name */
export async function openReference(text: string, file: string | undefined): Promise<OpenBaseline[]> {
  return referredTo(text, await readBaselines(file, process.cwd()))
}

/**
 * Opens a run with its replies, finished or not.
 *
 * @throws UsageError for a baseline that stores scores only
 */
export async function openWithAnswers(text: string, { baselines, runsDir }: RunLocations): Promise<StoredRun[]> {
  if (!isReference(text)) return Promise.all((await foldersNamed(text, runsDir)).map((folder) => openRun(folder)))
  return (await openReference(text, baselines)).map((run) => ({
    ...run,
    folder: run.stored.run,
    records: answersOf(run),
  }))
}

function answersOf({ folder, stored, answers }: OpenBaseline): () => AsyncGenerator<SampleRecord> {
  if (answers !== undefined) return answers
  throw new UsageError(`${folder}: stores scores but no replies`, {
    hint: `The replies are in the run it was saved from, if that still exists: ${stored.run}.`,
  })
}

/** @throws UsageError for an unknown baseline, with the known ones */
export function requireStored(text: string, name: string, { path, content }: StoredBaselines): Baseline {
  const found = Object.hasOwn(content.baselines, name) ? content.baselines[name] : undefined
  if (found !== undefined) return found
  const names = Object.keys(content.baselines)
  const there =
    names.length > 0 ? `Baselines: ${names.map((each) => `@${each}`).join(', ')}.` : 'It has no baseline yet.'
  throw new UsageError(`${text}: no such baseline in ${path}`, {
    hint: `${nearest(name, names)}${there} Save one with: evalkit baseline set ${name || 'NAME'} …`,
  })
}

function referredTo(text: string, stored: StoredBaselines): OpenBaseline[] {
  const [, name = '', benchmark] = /^@([^/]*)(?:\/(.*))?$/.exec(text) ?? []
  const runs = openBaseline(name, requireStored(text, name, stored), stored.path)
  const chosen = benchmark === undefined ? runs : runs.filter(({ manifest }) => manifest.benchmark.name === benchmark)
  if (chosen.length > 0) return chosen
  const own = runs.map(({ manifest }) => manifest.benchmark.name)
  throw new UsageError(`${text}: @${name} has ${own.length > 0 ? own.join(', ') : 'an anchor only'}`, {
    hint: `${nearest(benchmark ?? '', own)}Add one with: evalkit baseline set ${name} ${benchmark ?? 'BENCHMARK'} --model …`,
  })
}
