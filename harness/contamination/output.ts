/** What a scan leaves on the disk: whole or not at all. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import writeFileAtomic from 'write-file-atomic'
import { UsageError } from '../../results/errors.ts'

/** A file that has its name only once it is complete. */
export class WholeFile {
  readonly #path: string
  readonly #stream: ReturnType<typeof createWriteStream>

  private constructor(path: string, stream: ReturnType<typeof createWriteStream>) {
    this.#path = path
    this.#stream = stream
  }

  /** @throws UsageError when nothing can be written there */
  static async open(path: string): Promise<WholeFile> {
    const stream = createWriteStream(`${path}.unfinished`)
    try {
      await once(stream, 'open')
    } catch (error) {
      throw new UsageError(`${path}: cannot be written: ${(error as Error).message}`, { cause: error })
    }
    return new WholeFile(path, stream)
  }

  async writeLine(bytes: Buffer): Promise<void> {
    this.#stream.write(bytes)
    if (!this.#stream.write('\n')) await once(this.#stream, 'drain')
  }

  async finish(): Promise<void> {
    this.#stream.end()
    await finished(this.#stream)
    await rename(`${this.#path}.unfinished`, this.#path)
  }

  async discard(): Promise<void> {
    this.#stream.destroy()
    await rm(`${this.#path}.unfinished`, { force: true })
  }
}

/** @throws UsageError when nothing can be written there */
export async function writeReport(path: string, report: object): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(report, null, 2)}\n`).catch((error: Error) => {
    throw new UsageError(`${path}: cannot be written: ${error.message}`, { cause: error })
  })
}
