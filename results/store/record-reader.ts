/** The records of a run by their places in its file: replies are long, and need not be held to be looked at again. */
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '../errors.ts'
import type { SampleRecord } from '../schema/schema.ts'
import { type ByteRange, SAMPLES } from './read.ts'

export class RecordReader implements Disposable {
  readonly #path: string
  readonly #file: number

  /** @throws StoreError when the run has no records, or they cannot be read */
  constructor(folder: string) {
    this.#path = join(folder, SAMPLES)
    try {
      this.#file = openSync(this.#path, 'r')
    } catch (error) {
      throw new StoreError(`${this.#path}: cannot be read: ${(error as Error).message}`, { cause: error })
    }
  }

  /** @throws StoreError when the file has changed since the place was noted */
  at({ offset, length }: ByteRange): SampleRecord {
    const bytes = Buffer.allocUnsafe(length)
    const read = readSync(this.#file, bytes, 0, length, offset)
    try {
      return JSON.parse(bytes.toString('utf8', 0, read))
    } catch (error) {
      throw new StoreError(`${this.#path}: has changed while it was read`, { cause: error })
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}
