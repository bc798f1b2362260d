/** The folder that an export writes: each file is written beside its place, and moved there when it is whole. */
import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StoreError } from '../../../results/errors.ts'
import { makeFolder } from '../../../results/store/make-folder.ts'
import { remedyFor } from '../../../results/system-errors.ts'

export interface WrittenFile {
  /** Below the folder. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

export type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Bytes that are gathered before they are written. */
const BLOCK = 1 << 16

export class OutputFolder {
  readonly root: string
  readonly written: WrittenFile[] = []

  constructor(root: string) {
    this.root = root
  }

  /**
   * Replaces a file of that name. Where writing or reading the chunks fails, the earlier file stays and no part of the new one.
   *
   * @throws StoreError naming the file; and whatever the chunks throw
   */
  async write(path: string, chunks: Chunks): Promise<WrittenFile> {
    const file = join(this.root, path)
    const part = `${file}.${process.pid}.part`
    const hash = createHash('sha256')
    let bytes = 0
    try {
      await makeFolder(dirname(file))
      await using handle = await open(part, 'w')
      let pending: Buffer[] = []
      let size = 0
      const flush = async () => {
        const block = Buffer.concat(pending)
        ;[pending, size] = [[], 0]
        hash.update(block)
        bytes += block.length
        await handle.writeFile(block)
      }
      for await (const chunk of chunks) {
        const buffer = Buffer.from(chunk as string)
        pending.push(buffer)
        size += buffer.length
        if (size >= BLOCK) await flush()
      }
      await flush()
      await rename(part, file)
    } catch (error) {
      await rm(part, { force: true }).catch(() => {}) // the first error is the one to tell
      throw named(error, file)
    }
    const written = { path, sha256: hash.digest('hex'), bytes }
    this.written.push(written)
    return written
  }
}

/** An error of the operating system, with the file and what to do; any other error as it is. */
function named(error: unknown, file: string): unknown {
  const hint = remedyFor(error)
  if (hint === undefined && !(error instanceof Error && 'syscall' in error)) return error
  const message = `${file}: cannot be written: ${(error as Error).message}`
  return new StoreError(message, { cause: error, ...(hint !== undefined && { hint }) })
}
