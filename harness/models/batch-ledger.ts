/** Which batches a run has sent, kept in its folder: another process goes on waiting for them instead of paying twice. */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../../results/errors.ts'

const FILE = 'batches.jsonl'

export interface SentBatch {
  readonly id: string
  readonly keys: readonly string[]
}

export class BatchLedger {
  readonly #path: string

  constructor(folder: string) {
    this.#path = join(folder, FILE)
  }

  /** @throws StoreError when it cannot be written */
  async add(batch: SentBatch): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(batch)}\n`, { flush: true }).catch((error: Error) => {
      throw new StoreError(`${this.#path}: cannot be written: ${error.message}`, {
        cause: error,
        hint: `The server goes on with batch ${batch.id}; a run that is resumed would send its requests again.`,
      })
    })
  }

  /** Oldest first; a torn last line is a batch that was never confirmed. @throws StoreError when it cannot be read */
  async read(): Promise<SentBatch[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw new StoreError(`${this.#path}: cannot be read: ${error.message}`, { cause: error })
    })
    return text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as SentBatch]
      } catch {
        return []
      }
    })
  }
}
