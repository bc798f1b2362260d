/** The baselines file: found from a folder upwards, checked whole, written whole; and the answers beside it. */

import { createHash } from 'node:crypto'
import { access, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { StoreError, UsageError } from '../errors.ts'
import type { BaselineRun, BaselinesFile } from '../schema/baselines.ts'
import type { SampleRecord } from '../schema/schema.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { downgradeManifest } from '../schema/upgrade.ts'
import { jsonLines } from '../store/lines.ts'
import { makeFolder } from '../store/make-folder.ts'
import { readingProblem, readRegular, readText } from '../store/regular-file.ts'
import { gunzipped } from '../store/unpacked.ts'
import { writeWhole } from '../store/write-whole.ts'

const BASELINES = 'evalkit-baselines.json'

/** Of a baselines file: a million samples take some ten. */
const MOST_BYTES = 128 * 2 ** 20

export interface StoredBaselines {
  /** Where they are, or would be written. */
  readonly path: string
  readonly content: BaselinesFile
}

/**
 * @param named absent: found from `from` upwards; where there is none, an empty one in `from`
 * @throws UsageError for a named file that is not there, where it must be; StoreError for one that is damaged, or newer
 */
export async function readBaselines(
  named: string | undefined,
  from: string,
  { mayBeNew = false } = {},
): Promise<StoredBaselines> {
  const path = named ?? (await findUpwards(from)) ?? join(from, BASELINES)
  const text = await readText(path, MOST_BYTES).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT')
      throw new StoreError(`${path}: cannot be read: ${readingProblem(error)}`, { cause: error })
    if (named === undefined || mayBeNew) return undefined
    throw new UsageError(`--baselines ${named}: no such file`)
  })
  if (text === undefined) return { path, content: { schemaVersion: SCHEMA_VERSION, baselines: {} } }
  const { checkBaselines } = await import('../schema/validate.ts')
  const content = checkBaselines(parse(text, path), path)
  for (const [name, { runs, anchor = [] }] of Object.entries(content.baselines)) {
    for (const run of [...runs, ...anchor]) requireWhole(run, `${path}: ${name}, ${run.manifest.benchmark.name}`)
  }
  return { path, content }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StoreError(`${path}: not JSON: ${(error as Error).message}`, {
      cause: error,
      hint: 'It was damaged or merged by hand; take it from the repository’s history.',
    })
  }
}

/** A score that was changed by hand, or half merged, must decide nothing. */
function requireWhole(run: BaselineRun, place: string): void {
  if (digestOf(run) === run.digest || digestOf({ ...run, manifest: downgradeManifest(run.manifest) }) === run.digest)
    return
  throw new StoreError(`${place}: does not match its digest`, {
    hint: 'It was damaged or edited; take the file from the repository’s history, or set the baseline again.',
  })
}

export function digestOf({
  manifest,
  summary,
  samples,
}: Pick<BaselineRun, 'summary' | 'samples'> & { readonly manifest: unknown }): string {
  return sha256(JSON.stringify([manifest, summary, samples]))
}

/** Names in order, so that equal baselines are equal bytes. @throws StoreError naming the file */
export async function writeBaselines({ path, content }: StoredBaselines): Promise<void> {
  const baselines = Object.fromEntries(Object.entries(content.baselines).sort(([a], [b]) => (a < b ? -1 : 1)))
  try {
    await writeWhole(path, `${JSON.stringify({ ...content, baselines }, null, 1)}\n`)
  } catch (error) {
    throw new StoreError(`${path}: cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

/** Where answers are kept, below the folder of the baselines file. */
const answersName = (path: string) => basename(path).replace(/\.json$/, '')

/**
 * Keeps whole records, compressed; a file that holds them already stays as it is.
 *
 * @param name of the file, without ending
 * @throws StoreError naming the file
 */
export async function writeAnswers(
  path: string,
  name: string,
  records: AsyncIterable<SampleRecord>,
): Promise<NonNullable<BaselineRun['answers']>> {
  const lines = []
  for await (const record of records) lines.push(JSON.stringify(record))
  const text = lines.sort().join('\n')
  const answers = { file: `${answersName(path)}/${name}.jsonl.gz`, sha256: sha256(text) }
  const target = join(dirname(path), answers.file)
  if ((await readAnswersText(target).catch(() => '')) === text) return answers
  try {
    await makeFolder(dirname(target))
    await writeWhole(target, await promisify(gzip)(text, { level: 9 }))
  } catch (error) {
    throw new StoreError(`${target}: cannot be written: ${(error as Error).message}`, { cause: error })
  }
  return answers
}

/**
 * Deletes answers that no baseline refers to any more; their folder as well once it is empty. Nothing outside of that folder,
 * whatever the file says.
 */
export async function removeAnswers({ path, content }: StoredBaselines, of: readonly BaselineRun[]): Promise<void> {
  const all = Object.values(content.baselines).flatMap(({ runs, anchor = [] }) => [...runs, ...anchor])
  const used = new Set(all.map(({ answers }) => answers?.file))
  const folder = join(dirname(path), answersName(path))
  const unused = of
    .flatMap(({ answers }) =>
      answers === undefined || used.has(answers.file) ? [] : join(dirname(path), answers.file),
    )
    .filter((target) => dirname(target) === folder)
  for (const target of unused) await rm(target, { force: true })
  if (unused.length > 0) await rmdir(folder).catch(() => undefined)
}

/** @throws StoreError for answers that are not there, or not the ones that were kept */
export async function* readAnswers(
  path: string,
  { file, sha256: expected }: NonNullable<BaselineRun['answers']>,
): AsyncGenerator<SampleRecord> {
  const target = join(dirname(path), file)
  if (/^\.\.(?:[/\\]|$)/.test(relative(dirname(path), target))) {
    throw new StoreError(`${path}: names answers outside of its folder: ${file}`, {
      hint: 'It was edited by hand: take it from the repository’s history.',
    })
  }
  const text = await readAnswersText(target).catch((error: unknown) => {
    throw new StoreError(`${target}: cannot be read: ${readingProblem(error)}`, {
      cause: error,
      hint: 'It belongs beside the baselines file, and into the repository with it.',
    })
  })
  if (sha256(text) !== expected) {
    throw new StoreError(`${target}: does not match the digest in ${path}`, {
      hint: 'Take both files from the same state of the repository.',
    })
  }
  const { checkRecord } = await import('../schema/validate.ts')
  for (const { number, value } of jsonLines(text)) yield checkRecord(value, `${target}:${number}`)
}

async function readAnswersText(target: string): Promise<string> {
  return (await gunzipped(await readRegular(target))).toString()
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function findUpwards(folder: string): Promise<string | undefined> {
  const path = join(resolve(folder), BASELINES)
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) return path
  const parent = dirname(resolve(folder))
  return parent === resolve(folder) ? undefined : findUpwards(parent)
}
