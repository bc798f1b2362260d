/** Which batches a run has sent, kept in its folder: another process goes on waiting for them instead of paying twice. */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'batches.jsonl'

export interface SentBatch {
  readonly id: string
  readonly keys: readonly string[]
}

export class BatchLedger {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async add(batch: SentBatch): Promise<void> {
    await appendFile(join(this.#folder, FILE), `${JSON.stringify(batch)}\n`, { flush: true })
  }

  /** Oldest first; a torn last line is a batch that was never confirmed. */
  async read(): Promise<SentBatch[]> {
    const text = await readFile(join(this.#folder, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
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
