/** Writes the output files of a scan atomically. */

import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { UsageError } from '../../../results/errors.ts'
import { writeWhole } from '../../../results/store/write-whole.ts'

/** A file that gets its final name once it is complete. */
export class WholeFile {
  readonly #path: string
  readonly #handle: FileHandle
  #waiting: Buffer[] = []
  #size = 0

  private constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
  }

  /** @throws UsageError when the file cannot be created */
  static async open(path: string): Promise<WholeFile> {
    const handle = await open(`${path}.unfinished`, 'w').catch((error: Error) => {
      throw new UsageError(`${path}: cannot be written: ${error.message}`, { cause: error })
    })
    return new WholeFile(path, handle)
  }

  async writeLine(bytes: Buffer): Promise<void> {
    this.#waiting.push(bytes, LINE_FEED)
    this.#size += bytes.length + 1
    if (this.#size > 1 << 20) await this.#write()
  }

  async finish(): Promise<void> {
    await this.#write()
    await this.#handle.close()
    await rename(`${this.#path}.unfinished`, this.#path)
  }

  async discard(): Promise<void> {
    await this.#handle.close()
    await rm(`${this.#path}.unfinished`, { force: true })
  }

  async #write(): Promise<void> {
    await this.#handle.appendFile(Buffer.concat(this.#waiting))
    this.#waiting = []
    this.#size = 0
  }
}

const LINE_FEED = Buffer.from('\n')

/** @throws UsageError when the file cannot be written */
export async function writeReport(path: string, report: object): Promise<void> {
  await writeWhole(path, `${JSON.stringify(report, null, 2)}\n`).catch((error: Error) => {
    throw new UsageError(`${path}: cannot be written: ${error.message}`, { cause: error })
  })
}
