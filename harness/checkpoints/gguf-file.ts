/** Checkpoints in GGUF files: a model, an adapter, or a model that was split into several files. */
import { basename, dirname, join } from 'node:path'
import { type CheckpointFacts, incomplete } from './checkpoint.ts'
import type { Contents } from './contents.ts'
import { listFolder } from './files.ts'
import { type GgufHead, readGguf } from './gguf-head.ts'
import { GGUF_PART } from './names.ts'

/** @throws Unreadable where bytes or parts are missing; the system's error where it is gone */
export async function readGgufFile(path: string): Promise<Contents> {
  const folder = await listFolder(dirname(path))
  const names = partsOf(basename(path))
  const missing = names.find((name) => !folder.files.has(name))
  if (missing !== undefined) throw incomplete(`${missing} is missing`)
  const heads: GgufHead[] = []
  for (const name of names) heads.push(await readGguf(join(folder.path, name)))
  const bytes = heads.reduce((sum, { size }) => sum + size, 0)
  const facts = { path, bytes, ...kindOf(heads[0] as GgufHead) }
  return { facts, folder, files: names.map((name, index) => ({ name, size: (heads[index] as GgufHead).size })) }
}

/** The names of all parts of a split model, in their order; of other files their own. */
function partsOf(name: string): string[] {
  const [, , of] = GGUF_PART.exec(name) ?? []
  if (of === undefined) return [name]
  return Array.from({ length: Number(of) }, (_, index) =>
    name.replace(GGUF_PART, `-${String(index + 1).padStart(5, '0')}-of-${of}`),
  )
}

function kindOf({ metadata, tensors }: GgufHead): Pick<CheckpointFacts, 'kind' | 'base' | 'rank' | 'method'> {
  if (metadata.get('general.type') !== 'adapter') return { kind: 'gguf' }
  const base = metadata.get('general.base_model.0.name')
  const method = metadata.get('adapter.type')
  const ranks = tensors.filter(({ name }) => name.endsWith('.lora_a')).map(({ dimensions }) => dimensions[1] ?? 0)
  return {
    kind: 'adapter',
    ...(typeof base === 'string' && { base }),
    ...(typeof method === 'string' && { method: method.toUpperCase() }),
    ...(ranks.length > 0 && { rank: ranks.reduce((largest, rank) => Math.max(largest, rank), 0) }),
  }
}
