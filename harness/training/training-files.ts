/** Writes all training files in one pass over the rows, so that each row's texts are read once. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Format, Variant } from './choices.ts'
import { WholeFile } from './contamination/output.ts'
import { trainingRecord } from './formats.ts'
import type { RowReader } from './row-texts.ts'
import { type LengthStatistics, ResponseLengths } from './token-statistics.ts'
import { type Row, responseOf } from './variants.ts'

export interface FileFacts {
  readonly records: number
  readonly bytes: number
  readonly sha256: string
}

/** A JSON Lines file that gets its final name once it is complete. */
class LineFile {
  readonly #file: WholeFile
  readonly #digest = createHash('sha256')
  #records = 0
  #bytes = 0

  private constructor(file: WholeFile) {
    this.#file = file
  }

  static open = async (path: string) => new LineFile(await WholeFile.open(path))

  async write(record: object): Promise<void> {
    const line = Buffer.from(JSON.stringify(record))
    this.#digest.update(line).update('\n')
    this.#records++
    this.#bytes += line.length + 1
    await this.#file.writeLine(line)
  }

  async finish(): Promise<FileFacts> {
    await this.#file.finish()
    return { records: this.#records, bytes: this.#bytes, sha256: this.#digest.digest('hex') }
  }

  discard = () => this.#file.discard()
}

/** The open JSON Lines files of a folder, in the order they were opened. */
export class LineFiles {
  readonly #folder: string
  readonly #files = new Map<string, LineFile>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async open(name: string): Promise<LineFile> {
    const file = await LineFile.open(join(this.#folder, name))
    this.#files.set(name, file)
    return file
  }

  async finish(): Promise<Record<string, FileFacts>> {
    const facts: Record<string, FileFacts> = {}
    for (const [name, file] of this.#files) facts[name] = await file.finish()
    return facts
  }

  async discard(): Promise<void> {
    for (const file of this.#files.values()) await file.discard()
  }
}

export interface Training {
  readonly rows: readonly Row[]
  readonly variants: readonly Variant[]
  readonly format: Format
  /** Line numbers of the validation prompts. */
  readonly validation: ReadonlySet<number>
  readonly reader: RowReader
}

/** @returns statistics of the response lengths, by variant */
export async function writeTraining(
  files: LineFiles,
  { rows, variants, format, validation, reader }: Training,
): Promise<Partial<Record<Variant, LengthStatistics>>> {
  const suffixes = validation.size > 0 ? ['', '.validation'] : ['']
  const writers = []
  for (const variant of variants) {
    const splits = []
    for (const suffix of suffixes) splits.push(await files.open(`${variant}${suffix}.jsonl`))
    writers.push({ variant, splits, lengths: new ResponseLengths(rows.values().map(({ answer }) => answer)) })
  }
  for (const row of rows) {
    const { line, messages } = row.record
    const texts = reader.texts(row)
    for (const { variant, splits, lengths } of writers) {
      const response = responseOf(variant, texts)
      lengths.add(response.length, row.answer)
      await splits[validation.has(line) ? 1 : 0]?.write(trainingRecord(format, messages, response))
    }
  }
  return Object.fromEntries(writers.map(({ variant, lengths }) => [variant, lengths.statistics()]))
}
