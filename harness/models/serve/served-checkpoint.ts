/** What is served of a checkpoint: its weights or, for an adapter, its base with the adapter. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { UsageError } from '../../../results/errors.ts'
import type { Checkpoint, CheckpointReading } from '../../checkpoints/checkpoint.ts'
import { isGgufPath } from '../../checkpoints/names.ts'
import { identifyCheckpoint, inspectCheckpoint } from '../../checkpoints/read-checkpoint.ts'
import type { ServedSpec } from '../spec.ts'
import { requireFit } from './adapter-fit.ts'
import { chatTemplateIn } from './chat-template.ts'
import { findBase } from './find-base.ts'
import { cachedModel } from './hub-cache.ts'
import { presetOf, type ServedAdapter } from './presets.ts'

export interface ServedCheckpoint {
  readonly checkpoint: Checkpoint
  /** Of a model in the cache of Hugging Face: its name there. */
  readonly hubName?: string
  /** Absolute path of the weights to serve: the base of an adapter. */
  readonly weights: string
  readonly adapter?: ServedAdapter
  /** Identity of the weights; of an adapter and its base. */
  readonly version: string
  /** SHA-256 of the chat template, if there is one. */
  readonly chatTemplate?: string
}

/**
 * Reads the checkpoint, finds the base of an adapter, and checks that the server reads this format.
 *
 * @param label of the model
 * @param path a folder, a GGUF file, or the name of a model in the cache of Hugging Face
 * @throws UsageError when it is incomplete or no checkpoint, when an adapter has no base that fits, or the server does not read it
 */
export async function readServed(label: string, path: string, serve: ServedSpec): Promise<ServedCheckpoint> {
  const everyByte = serve.hashesWeights === true
  const cached = existsSync(path) ? undefined : cachedModel(path)
  const found = await readWhole(cached ?? path, everyByte)
  const hub = cached === undefined ? {} : { hubName: path }
  refuseFormat(found, serve)
  if (found.kind !== 'adapter') {
    const template = await chatTemplateIn(found.path)
    return {
      ...{ checkpoint: found, ...hub },
      weights: resolve(found.path),
      version: found.identity,
      ...defined({ chatTemplate: template }),
    }
  }
  const others = await wholeModels(serve.others)
  const base = await readWhole(findBase(found, { ...serve, others }), everyByte)
  if (base.kind === 'adapter') {
    throw new UsageError(`${found.path}: its base ${base.path} is an adapter as well`, {
      hint: 'Merge that one into its own base first, and name the result with --adapter-base.',
    })
  }
  await requireFit(found, base)
  return {
    ...{ checkpoint: found, ...hub },
    weights: resolve(base.path),
    adapter: { name: adapterName(label, found), path: resolve(found.path), rank: found.rank ?? 0 },
    version: `${found.identity} on ${base.identity}`,
    ...defined({ chatTemplate: await chatTemplateIn(base.path) }),
  }
}

/** A name that no other weights have, not even later ones at the same path: vLLM finds cached prefixes by an adapter's name and path. */
const adapterName = (label: string, { path, identity }: Checkpoint) =>
  `${label}-${shortHash(`${resolve(path)} ${identity}`)}`

/** The name of weights at a server: unique on this machine, so that no other server can be taken for it. */
export const nameOf = (path: string) =>
  `${basename(path).replace(/[^A-Za-z0-9._-]+/g, '-') || 'model'}-${shortHash(resolve(path))}`

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 6)

/** The paths of full models, without those of adapters. Only the heads of their files are read. */
async function wholeModels(paths: readonly string[]): Promise<string[]> {
  const read = await Promise.all(paths.map((path) => inspectCheckpoint(path)))
  return paths.filter((_, at) => {
    const one = read[at]
    return one?.outcome === 'whole' && one.facts.kind !== 'adapter'
  })
}

/** Identities by path and state of the files, so that the base of several adapters is hashed once. */
const identified = new Map<string, Promise<CheckpointReading>>()

async function readOnce(path: string, everyByte: boolean): Promise<CheckpointReading> {
  const inspected = await inspectCheckpoint(path)
  if (inspected.outcome !== 'whole') return inspected
  const key = JSON.stringify([path, everyByte, inspected.state])
  const reading = identified.get(key) ?? identifyCheckpoint(inspected, { everyByte })
  identified.set(key, reading)
  const found = await reading
  if (found.outcome !== 'complete') identified.delete(key)
  return found
}

async function readWhole(path: string, everyByte: boolean): Promise<Checkpoint> {
  const reading = await readOnce(path, everyByte)
  switch (reading.outcome) {
    case 'complete':
      return reading.checkpoint
    case 'vanished':
      throw new UsageError(`${path}: there is no such checkpoint`, {
        hint: `Name the folder that the trainer wrote, or a GGUF file. ${/^\w[\w.-]*\/\w[\w.-]*$/.test(path) ? `A model of the hub is downloaded first: hf download ${path}` : ''}`.trim(),
      })
    case 'incomplete':
      throw new UsageError(`${path}: the checkpoint is incomplete: ${reading.reason}`, {
        hint: 'Wait until the trainer has written it, or copy it again.',
      })
    case 'foreign':
      throw new UsageError(`${path}: no checkpoint that can be served: ${reading.reason}`)
  }
}

/** @throws UsageError where the server does not read what this is */
function refuseFormat({ path, kind, method }: Checkpoint, { how }: ServedSpec): void {
  const isGguf = isGgufPath(path)
  const preset = presetOf(how)
  if (preset === undefined) return
  if (!preset.reads.includes(isGguf ? 'gguf' : 'safetensors')) {
    const hint = isGguf
      ? 'Serve it with --serve llama-server, or run it in this process: gguf/FILE.'
      : 'Serve it with --serve vllm, or convert it with llama.cpp’s convert_hf_to_gguf.py (an adapter: convert_lora_to_gguf.py).'
    throw new UsageError(`${path}: ${how.preset} reads no ${isGguf ? 'GGUF files' : 'safetensors'}`, { hint })
  }
  if (kind !== 'adapter') return
  if (isGguf && how.preset !== 'llama-server') {
    throw new UsageError(`${path}: ${how.preset} serves no adapters in GGUF files`, {
      hint: 'Use --serve llama-server.',
    })
  }
  if (preset.ask === undefined || (method !== undefined && method !== 'LORA')) {
    const what = preset.ask === undefined ? 'adapters' : `adapters of the method ${method}`
    throw new UsageError(`${path}: evalkit serves no ${what} with ${how.preset}`, {
      hint: 'Merge the adapter into its base (merge_and_unload), and serve the result.',
    })
  }
}
