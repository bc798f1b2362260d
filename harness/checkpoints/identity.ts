/** Tells checkpoints apart by their content. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { FileReader, hashFile } from './files.ts'
import type { TensorPlace } from './safetensors.ts'

/** A file of a checkpoint; `tensors` for weights, whose bytes may be sampled. */
export interface IdentifiedFile {
  readonly name: string
  readonly size: number
  /** What precedes the tensors, hashed as it is. */
  readonly header?: Buffer
  readonly tensors?: readonly TensorPlace[]
}

/** Smaller checkpoints are hashed whole: that takes a fraction of a second. */
const WHOLE_UP_TO = 64 * 2 ** 20

/** Blocks that are read of a checkpoint, spread over its tensors. */
const BLOCKS = 2048
const BLOCK_BYTES = 4096

/**
 * Hashes the files of a checkpoint, in the order of their names; a single one as it is.
 *
 * Headers and sizes are equal for all checkpoints of a training run, so that the bytes of weights are read as well: of large ones, a block
 * of 4 KiB in the middle of each tensor and as many further ones as make 2,048 in all. Training that changes a few of the weights in a
 * thousand changes these blocks; an edit of single weights may not. `everyByte` reads all, about a second per gigabyte.
 *
 * @throws the system's error where a file is gone or may not be read
 */
export async function identify(
  folder: string,
  files: readonly IdentifiedFile[],
  options: { readonly everyByte?: boolean } = {},
): Promise<string> {
  const [only, ...others] = files
  if (only !== undefined && others.length === 0 && options.everyByte)
    return `sha256:${await hashFile(join(folder, only.name))}`
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const isWhole = options.everyByte === true || bytes <= WHOLE_UP_TO
  const tensors = files.reduce((sum, file) => sum + (file.tensors?.length ?? 0), 0)
  const hash = createHash('sha256')
  for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(JSON.stringify([file.name, file.size]))
    const path = join(folder, file.name)
    if (isWhole || file.tensors === undefined) hash.update(await hashFile(path))
    else
      await hashBlocks(path, file.header ?? Buffer.alloc(0), blocksOf(file.tensors, tensors), (part) =>
        hash.update(part),
      )
  }
  return `${isWhole ? 'sha256' : 'sampled'}:${hash.digest('hex')}`
}

async function hashBlocks(path: string, header: Buffer, starts: readonly number[], add: (part: Buffer) => void) {
  await using file = await FileReader.open(path)
  add(header)
  for (const start of starts) add(await file.read(start, BLOCK_BYTES))
}

/**
 * Where to read: in each tensor equally many blocks, evenly spaced; in every n-th tensor alone if there are more tensors than blocks.
 *
 * @param all tensors of the checkpoint
 */
export function blocksOf(tensors: readonly TensorPlace[], all: number): number[] {
  const each = Math.max(1, Math.floor(BLOCKS / all))
  const stride = Math.max(1, Math.ceil(all / BLOCKS))
  return tensors
    .filter((_, index) => index % stride === 0)
    .flatMap(({ start, end }) => {
      const room = Math.max(0, end - start - BLOCK_BYTES)
      const count = Math.min(each, Math.ceil((end - start) / BLOCK_BYTES))
      return Array.from({ length: count }, (_, index) => start + Math.floor((room * (index + 0.5)) / count))
    })
}
