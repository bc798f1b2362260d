/** Short names for runs on a command line, beside their folders. */
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { isThere, listRuns, runName, type StoredRun } from '../../results/store/read.ts'

/**
 * The folders that a name stands for. In this order: a path; `latest` and `latest~N`; a number of `list runs`; a label, for its newest run of
 * each benchmark, or of one as `sft/gsm8k`; the beginning of a folder's name.
 *
 * @throws UsageError for what names no run, or several that nobody could mean together
 */
export async function foldersNamed(text: string, runsDir: string): Promise<string[]> {
  if (await isThere(text)) return [text]
  const runs = await runsByAge(runsDir)
  const found = byAge(text, runs) ?? byNumber(text, runs) ?? byLabel(text, runs) ?? byPrefix(text, runs)
  if (found !== undefined) return found.map(({ folder }) => folder)
  throw unknownName(text, runs, runsDir)
}

/** Where a name must stand for one run. @throws UsageError likewise, and for a label with runs of several benchmarks */
export async function folderNamed(text: string, runsDir: string): Promise<string> {
  const folders = await foldersNamed(text, runsDir)
  const [folder, another] = folders
  if (folder !== undefined && another === undefined) return folder
  throw new UsageError(`${text}: runs of ${folders.length} benchmarks have this label`, {
    hint: `Name one: ${(await runsByAge(runsDir))
      .filter((run) => folders.includes(run.folder))
      .map(({ manifest }) => `${text}/${manifest.benchmark.name}`)
      .join(', ')}.`,
  })
}

/** Oldest first, as `list runs` numbers them from 1. */
export async function runsByAge(runsDir: string): Promise<StoredRun[]> {
  const runs = await listRuns(runsDir)
  return runs.sort((a, b) => compare(a.manifest.startedAt, b.manifest.startedAt) || compare(a.folder, b.folder))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function byAge(text: string, runs: readonly StoredRun[]): StoredRun[] | undefined {
  const [, back = '0'] = /^latest(?:~(\d+))?$/.exec(text) ?? []
  const run = /^latest(~\d+)?$/.test(text) ? runs.at(-1 - Number(back)) : undefined
  return run && [run]
}

function byNumber(text: string, runs: readonly StoredRun[]): StoredRun[] | undefined {
  const run = /^[1-9]\d*$/.test(text) ? runs[Number(text) - 1] : undefined
  return run && [run]
}

/** A run that has a summary is meant rather than one that was cut off. */
function byLabel(text: string, runs: readonly StoredRun[]): StoredRun[] | undefined {
  const alike = runs.filter(
    ({ manifest: { model, benchmark } }) => model.label === text || `${model.label}/${benchmark.name}` === text,
  )
  if (alike.length === 0) return undefined
  return [...Map.groupBy(alike, ({ manifest }) => manifest.benchmark.name).values()].map(
    (same) => same.findLast(({ summary }) => summary !== undefined) ?? (same.at(-1) as StoredRun),
  )
}

/** @throws UsageError where several names begin so */
function byPrefix(text: string, runs: readonly StoredRun[]): StoredRun[] | undefined {
  const alike = runs.filter(({ folder }) => text !== '' && runName(folder).startsWith(text))
  if (alike.length < 2) return alike.length === 0 ? undefined : alike
  throw new UsageError(`${text}: ${alike.length} runs begin so`, {
    hint: `They are: ${listed(alike.map(({ folder }) => runName(folder)))}. Give more of the name.`,
  })
}

const SHOWN = 4

const listed = (names: readonly string[]) =>
  [...names.slice(0, SHOWN), ...(names.length > SHOWN ? [`and ${names.length - SHOWN} more`] : [])].join(', ')

function unknownName(text: string, runs: readonly StoredRun[], runsDir: string): UsageError {
  const labels = [...new Set(runs.map(({ manifest }) => manifest.model.label))]
  const hint =
    runs.length === 0
      ? `There are no runs in ${runsDir}; --runs-dir names another folder.`
      : `${nearest(text, labels)}There are ${runs.length} runs in ${runsDir}: see evalkit list runs`
  return new UsageError(`${text}: not a run folder, nor the name of a run`, { hint })
}
