/** Validates and hashes a GGUF file. */

import { createHash } from 'node:crypto'
import { UsageError } from '../../../results/errors.ts'
import { NotAFile, streamRegular } from '../../../results/store/regular-file.ts'
import { GGUF_PART } from '../../checkpoints/names.ts'
import { readCheckpoint } from '../../checkpoints/read-checkpoint.ts'

const MAGIC = 'GGUF'

const OPEN_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
}

/**
 * Computes the SHA-256 of the file, or over all parts of a split one: about a second per gigabyte.
 *
 * @throws UsageError when it cannot be read or is not a GGUF file
 */
export async function identifyGguf(path: string): Promise<{ sha256: string; bytes: number }> {
  if (GGUF_PART.test(path)) return identifyParts(path)
  const hash = createHash('sha256')
  let start = Buffer.alloc(0)
  let bytes = 0
  try {
    for await (const chunk of await streamRegular(path, { highWaterMark: 2 ** 20 })) {
      if (start.length < MAGIC.length) start = Buffer.concat([start, chunk.subarray(0, MAGIC.length)])
      if (start.length >= MAGIC.length && !start.toString('latin1').startsWith(MAGIC)) break
      hash.update(chunk)
      bytes += chunk.length
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const found = error instanceof NotAFile ? error.found : (OPEN_FAILURES[code] ?? `it cannot be read (${code})`)
    throw new UsageError(`${path}: ${found}`, {
      hint: 'Name a model file, as in gguf/models/my-sft.gguf; the path starts at the current folder.',
      cause: error,
    })
  }
  if (start.toString('latin1', 0, MAGIC.length) !== MAGIC) throw notGguf(path, start)
  return { sha256: hash.digest('hex'), bytes }
}

/** The version that a checkpoint has wherever it is read. */
async function identifyParts(path: string): Promise<{ sha256: string; bytes: number }> {
  const reading = await readCheckpoint(path, { everyByte: true })
  if (reading.outcome === 'complete') {
    const { identity, bytes } = reading.checkpoint
    return { sha256: identity.replace(/^sha256:/, ''), bytes }
  }
  throw new UsageError(`${path}: ${reading.outcome === 'vanished' ? 'there is no such file' : reading.reason}`, {
    hint: 'Of a split model, name the first part; the others must lie beside it.',
  })
}

function notGguf(path: string, start: Buffer): UsageError {
  const found = start.length === 0 ? 'it is empty' : `it starts with ${JSON.stringify(start.toString('latin1', 0, 4))}`
  return new UsageError(`${path}: not a GGUF file (${found})`, {
    hint: 'Convert Hugging Face weights with llama.cpp’s convert_hf_to_gguf.py, or have them served: --model PATH --serve vllm.',
  })
}
