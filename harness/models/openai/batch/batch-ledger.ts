/**
 * Which batches a run has sent, kept in its folder: another process goes on waiting for them instead of paying twice.
 *
 * A batch is written down under a name before it is sent, and once more with the server's id: a process that dies in between leaves
 * the name, by which the batch is looked for at the server.
 */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../../../../results/errors.ts'
import { asObject, parseJson } from '../json.ts'

const FILE = 'batches.jsonl'

/** About to be sent. */
export interface PlannedBatch {
  /** Ours; goes along with the batch. */
  readonly name: string
  /** When, on our clock. */
  readonly at: string
  readonly keys: readonly string[]
}

export interface KnownBatch extends PlannedBatch {
  /** The server's; absent where the process ended before it heard of it. */
  readonly id?: string
}

export class BatchLedger {
  readonly #path: string

  constructor(folder: string) {
    this.#path = join(folder, FILE)
  }

  /** @throws StoreError when it cannot be written: nothing is sent then */
  async plan(batch: PlannedBatch): Promise<void> {
    await this.#append(batch, 'Nothing was sent.')
  }

  /** @throws StoreError when it cannot be written */
  async sent(name: string, id: string): Promise<void> {
    await this.#append({ name, id }, `The server goes on with batch ${id}; a run that is resumed looks for it there.`)
  }

  async #append(line: object, hint: string): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(line)}\n`, { flush: true }).catch((error: Error) => {
      throw new StoreError(`${this.#path}: cannot be written: ${error.message}`, { cause: error, hint })
    })
  }

  /** Oldest first; a torn last line is a batch that was never sent, or one without its id. @throws StoreError when it cannot be read */
  async read(): Promise<KnownBatch[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw new StoreError(`${this.#path}: cannot be read: ${error.message}`, { cause: error })
    })
    const known = new Map<string, KnownBatch>()
    for (const line of text.split('\n')) {
      const found = asObject(parseJson(line)) as Partial<KnownBatch> | undefined
      if (found?.name === undefined) continue
      const before = known.get(found.name)
      if (found.keys !== undefined) known.set(found.name, found as KnownBatch)
      else if (before !== undefined && found.id !== undefined) known.set(found.name, { ...before, id: found.id })
    }
    return [...known.values()]
  }
}
