/**
 * An append-only file of JSON lines: written at once, so that a killed process loses none of them, and synced in groups, so that
 * a crash of the machine costs the last moments at most.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { StoreError } from '../errors.ts'
import { remedyFor } from '../system-errors.ts'

/** Lines waiting to be written past this are waited for: the disk is slower than the model. */
const MAX_WAITING_LINES = 1024

export class RecordLog {
  readonly #path: string
  readonly #file: FileHandle
  #waiting: string[] = []
  #writing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  #hasUnsynced = false
  #failure: unknown

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** @throws StoreError when it cannot be made */
  static async open(path: string): Promise<RecordLog> {
    const file = await open(path, 'a').catch((error: unknown) => {
      throw unwritable(path, error)
    })
    return new RecordLog(path, file)
  }

  /**
   * Hands a record over; it is on its way to the disk when this returns.
   *
   * @throws StoreError when an earlier record could not be written: full disk, folder gone
   */
  async append(record: unknown): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    this.#waiting.push(`${JSON.stringify(record)}\n`)
    this.#writing ??= this.#drain()
    if (this.#waiting.length > MAX_WAITING_LINES) await this.flush()
  }

  /** Waits until all that was handed over survives the death of this process. @throws StoreError when it could not be written */
  async written(): Promise<void> {
    await this.#writing
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Waits until all that was handed over is on the disk. @throws StoreError when it could not be written */
  async flush(): Promise<void> {
    while (this.#writing !== undefined || this.#syncing !== undefined) await (this.#writing ?? this.#syncing)
    if (this.#failure !== undefined) throw this.#failure
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#file.close()
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const lines = this.#waiting
        this.#waiting = []
        await this.#file.appendFile(lines.join(''))
        this.#hasUnsynced = true
        this.#syncing ??= this.#sync()
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#writing = undefined
    }
  }

  /** One sync takes milliseconds, in which further records are written for the next. */
  async #sync(): Promise<void> {
    try {
      while (this.#hasUnsynced) {
        this.#hasUnsynced = false
        await this.#file.datasync()
        // A file without a name takes all that is written, and keeps none of it.
        if ((await this.#file.stat()).nlink === 0)
          throw new StoreError(`${this.#path}: has been deleted while it was written`, { isMidRun: true })
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#syncing = undefined
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= unwritable(this.#path, error, true)
  }
}

/**
 * The system's refusal in our words; whatever else went wrong stays what it is.
 *
 * @param isMidRun whether there may be something that is worth going on with
 */
export function unwritable(path: string, error: unknown, isMidRun = false): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error
  const hint = [remedyFor(error) ?? [], isMidRun ? 'What was written before is kept.' : []].flat().join(' ')
  return new StoreError(`${path}: cannot be written: ${error.message}`, {
    cause: error,
    isMidRun,
    ...(hint !== '' && { hint }),
  })
}
