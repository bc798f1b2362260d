/** Checks that a folder of safetensors files is whole: full weights, or an adapter. */
import { join } from 'node:path'
import { asObject, type Json, parseJson } from '../lib/json.ts'
import { incomplete } from './checkpoint.ts'
import { type Listing, readText } from './files.ts'
import { readSafetensors, type SafetensorsHead } from './safetensors.ts'

export interface WeightsFile extends SafetensorsHead {
  readonly name: string
}

/**
 * The files of full weights: `model.safetensors`, or the shards of `*.safetensors.index.json`, each checked to its last tensor.
 *
 * @throws Unreadable where any is missing or cut short; the system's error where one is gone
 */
export async function readWeights(folder: Listing): Promise<WeightsFile[]> {
  const whole = 'model.safetensors'
  if (folder.files.has(whole)) return [await headOf(folder, whole)]
  const index = [...folder.files.keys()].find((name) => name.endsWith('.safetensors.index.json'))
  if (index === undefined) {
    const shards = [...folder.files.keys()].filter((name) => name.endsWith('.safetensors'))
    throw incomplete(
      shards.length === 0
        ? 'it has no model.safetensors'
        : `it has ${shards.join(', ')} without model.safetensors.index.json`,
    )
  }
  const { weight_map: map } = await readJson(folder, index)
  const shardOf = Object.entries((map ?? {}) as Record<string, unknown>)
  if (shardOf.length === 0) throw incomplete(`${index} has no weight_map`)
  const names = [...new Set(shardOf.map(([, shard]) => String(shard)))].sort()
  const missing = names.find((name) => !folder.files.has(name))
  if (missing !== undefined) throw incomplete(`${missing} of ${names.length} shards in ${index} is missing`)
  const heads: WeightsFile[] = []
  for (const name of names) heads.push(await headOf(folder, name))
  const stored = new Map(heads.map(({ name, tensors }) => [name, new Set(tensors.map((tensor) => tensor.name))]))
  const absent = shardOf.find(([tensor, shard]) => !stored.get(String(shard))?.has(tensor))
  if (absent !== undefined) throw incomplete(`${absent[1]} lacks ${absent[0]}, which ${index} places there`)
  return heads
}

/** One file of weights. @throws Unreadable where it is missing or cut short; the system's error where it is gone */
export async function headOf(folder: Listing, name: string): Promise<WeightsFile> {
  if (!folder.files.has(name)) throw incomplete(`it has no ${name}`)
  return { name, ...(await readSafetensors(join(folder.path, name))) }
}

/** @throws Unreadable where it is missing or cut short; the system's error where it is gone */
export async function readJson(folder: Listing, name: string): Promise<Json> {
  if (!folder.files.has(name)) throw incomplete(`it has no ${name}`)
  const found = asObject(parseJson(await readText(join(folder.path, name))))
  if (found === undefined) throw incomplete(`${name} cannot be read as JSON`)
  return found
}
