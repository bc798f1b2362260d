/**
 * The ledger of batches in a run folder: a later process waits for them instead of paying twice.
 *
 * A batch is recorded by name before it is sent, and again with its id: if the process dies in between, the batch is found on the
 * server by its name.
 */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../../../../results/errors.ts'
import { jsonLines } from '../../../../results/store/lines.ts'
import { asObject } from '../../../lib/json.ts'

const FILE = 'batches.jsonl'

/** A batch that is about to be sent. */
export interface PlannedBatch {
  /** Our name for the batch, stored in its metadata. */
  readonly name: string
  /** Time of sending, on our clock. */
  readonly at: string
  readonly keys: readonly string[]
}

export interface KnownBatch extends PlannedBatch {
  /** Id from the server; absent when the process ended before it arrived. */
  readonly id?: string
}

export class BatchLedger {
  readonly #path: string

  constructor(folder: string) {
    this.#path = join(folder, FILE)
  }

  /** Records a batch before it is sent. @throws StoreError when the file cannot be written; then nothing is sent */
  async plan(batch: PlannedBatch): Promise<void> {
    await this.#append(batch, 'Nothing was sent.')
  }

  /** Records the id of a batch. @throws StoreError when the file cannot be written */
  async sent(name: string, id: string): Promise<void> {
    await this.#append({ name, id }, `The server goes on with batch ${id}; a run that is resumed looks for it there.`)
  }

  async #append(line: object, hint: string): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(line)}\n`, { flush: true }).catch((error: Error) => {
      throw new StoreError(`${this.#path}: cannot be written: ${error.message}`, { cause: error, hint })
    })
  }

  /** Reads all batches, oldest first. A truncated last line is a batch that was not sent, or has no id. @throws StoreError when the file cannot be read */
  async read(): Promise<KnownBatch[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw new StoreError(`${this.#path}: cannot be read: ${error.message}`, { cause: error })
    })
    const known = new Map<string, KnownBatch>()
    for (const { value } of jsonLines(text)) {
      const found = asObject(value) as Partial<KnownBatch> | undefined
      if (found?.name === undefined) continue
      const before = known.get(found.name)
      if (found.keys !== undefined) known.set(found.name, found as KnownBatch)
      else if (before !== undefined && found.id !== undefined) known.set(found.name, { ...before, id: found.id })
    }
    return [...known.values()]
  }
}
