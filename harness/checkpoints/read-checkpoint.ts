/** Reads a checkpoint: whether it is whole, what kind it is, its step and its identity. */
import { basename, join } from 'node:path'
import { asObject, parseJson } from '../lib/json.ts'
import { readAdapter } from './adapter.ts'
import {
  type CheckpointFacts,
  type CheckpointReading,
  foreign,
  incomplete,
  type NoCheckpoint,
  Unreadable,
} from './checkpoint.ts'
import type { Contents } from './contents.ts'
import { isGone, type Listing, listFolder, readText, stateOf } from './files.ts'
import { readFullModel } from './full-model.ts'
import { readGgufFile } from './gguf-file.ts'
import { identify } from './identity.ts'
import { ggufFilesIn, isGgufPath, isStaging, seriesOf, stepIn } from './names.ts'
import { notServed, otherFormatIn } from './other-formats.ts'

/** A checkpoint whose files are all there, before its weights are hashed. */
export interface WholeCheckpoint {
  readonly outcome: 'whole'
  readonly facts: CheckpointFacts
  /** Sizes and times of its files: equal as long as nobody writes to it. */
  readonly state: string
  /** When any of its files was last written to; milliseconds since 1970, by the clock of the file system. */
  readonly changedAt: number
  readonly contents: Contents
}

/**
 * Checks by content that everything is there: settings, tokenizer, all shards, each to the end of its last tensor. Reads heads of files
 * only. A file system that shows the final size of a file before its bytes are there is what `state` is for: it must stay the same.
 *
 * @param path a folder or a GGUF file
 */
export async function inspectCheckpoint(path: string): Promise<WholeCheckpoint | NoCheckpoint> {
  return asOutcome(path, async () => {
    const found = await stateOf(path)
    if (found === undefined) return { outcome: 'vanished', path }
    if (!found.isFolder && !isGgufPath(path)) throw foreign(notServed(basename(path)))
    const contents = found.isFolder ? await readFolder(path) : await readGgufFile(path)
    const step = stepIn(basename(path))?.step ?? (await recordedStep(contents.folder))
    const series = seriesOf(path)
    const facts = { ...contents.facts, ...(step !== undefined && { step }), ...(series !== undefined && { series }) }
    const state = stateOfFiles(contents.files, contents.folder.files)
    return { outcome: 'whole', facts, state, changedAt: lastChange(contents), contents }
  })
}

/**
 * Inspects a checkpoint and hashes it.
 *
 * @param options `everyByte`: hash all weights, however large; see `identify`
 */
export async function readCheckpoint(
  path: string,
  options: { readonly everyByte?: boolean } = {},
): Promise<CheckpointReading> {
  const inspected = await inspectCheckpoint(path)
  return inspected.outcome === 'whole' ? identifyCheckpoint(inspected, options) : inspected
}

/** Hashes what was inspected, and looks again whether anything changed meanwhile. */
export async function identifyCheckpoint(
  { facts, contents, state }: WholeCheckpoint,
  options: { readonly everyByte?: boolean } = {},
): Promise<CheckpointReading> {
  return asOutcome(facts.path, async () => {
    const { folder, files } = contents
    // Whoever runs a GGUF file in this process hashes all of it, too: one model, one version.
    const identity = await identify(folder.path, files, isGgufPath(facts.path) ? { everyByte: true } : options)
    const { files: now } = await listFolder(folder.path)
    if (stateOfFiles(files, now) !== state) throw incomplete('it changed while it was read')
    return { outcome: 'complete', checkpoint: { ...facts, identity } }
  })
}

async function asOutcome<Found>(path: string, read: () => Promise<Found>): Promise<Found | NoCheckpoint> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Unreadable) return { outcome: error.outcome, path, reason: error.message }
    if (isGone(error)) return { outcome: 'vanished', path }
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { outcome: 'foreign', path, reason: `it cannot be read (${code}). Check who may read it.` }
  }
}

/** @throws Unreadable where it is no checkpoint, or not yet; the system's error where it is gone */
async function readFolder(path: string): Promise<Contents> {
  const top = await listFolder(path)
  const folder = await weightsFolder(top)
  const one = top.folders.find((name) => stepIn(name) !== undefined && !isStaging(name))
  if (folder === undefined && one !== undefined && stepIn(basename(path)) === undefined) {
    throw foreign(`it holds no weights of its own, but a series of checkpoints. Name one: ${join(path, one)}`)
  }
  const [gguf, ...otherGgufs] = hasSafetensors(folder ?? top) ? [] : ggufFilesIn(top.files.keys())
  if (gguf !== undefined && otherGgufs.length > 0) {
    throw foreign(`it holds several GGUF files. Name one: ${join(path, gguf)}`)
  }
  if (gguf !== undefined) return readGgufFile(join(path, gguf))
  try {
    if (folder?.files.has('config.json') && !isAdapterAlone(folder)) return await readFullModel(folder)
    if (folder?.files.has('adapter_config.json')) return await readAdapter(folder)
    throw incomplete(
      top.files.size + top.folders.length === 0 ? 'it is empty' : 'it has neither config.json nor adapter_config.json',
    )
  } catch (error) {
    if (!(error instanceof Unreadable) || hasSafetensors(folder ?? top)) throw error
    const other = await otherFormatIn(top)
    throw other === undefined ? error : foreign(other)
  }
}

/** Some trainers save the base's config.json with the adapter. */
const isAdapterAlone = ({ files }: Listing) =>
  files.has('adapter_config.json') && ![...files.keys()].some((name) => /^model.*\.safetensors/.test(name))

const hasSafetensors = ({ files }: Listing) => [...files.keys()].some((name) => name.endsWith('.safetensors'))

/** Where the weights are: in the folder itself, or up to two folders below, as in `global_step_20/actor/huggingface`. */
async function weightsFolder(folder: Listing, depth = 2): Promise<Listing | undefined> {
  if (folder.files.has('config.json') || folder.files.has('adapter_config.json')) return folder
  if (depth === 0) return undefined
  for (const name of folder.folders.filter((one) => !isStaging(one) && stepIn(one) === undefined)) {
    const found = await weightsFolder(await listFolder(join(folder.path, name)), depth - 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** `global_step` of trainer_state.json, which Transformers writes last. */
async function recordedStep({ path, files }: Listing): Promise<number | undefined> {
  if (!files.has('trainer_state.json')) return undefined
  const step = asObject(parseJson(await readText(join(path, 'trainer_state.json'))))?.global_step
  return Number.isSafeInteger(step) && (step as number) >= 0 ? (step as number) : undefined
}

/** Sizes and times of the files that make up a checkpoint. */
export const stateOfFiles = (files: Contents['files'], found: Listing['files']): string =>
  JSON.stringify(files.map(({ name }) => found.get(name)).map((one) => one && [one.name, one.size, one.mtimeMs]))

/** Whether the weights were not written to since; looks at one file. @throws the system's error where it may not be read */
export async function isUntouched({ contents: { folder, files } }: WholeCheckpoint): Promise<boolean> {
  const { name = '' } = files[0] ?? {}
  const [before, now] = [folder.files.get(name), await stateOf(join(folder.path, name))]
  return before !== undefined && before.size === now?.size && before.mtimeMs === now.mtimeMs
}

const lastChange = ({ files, folder }: Contents): number =>
  files.reduce((latest, { name }) => Math.max(latest, folder.files.get(name)?.mtimeMs ?? 0), 0)
