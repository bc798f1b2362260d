/** Reads the texts of rows from their runs when they are needed: reasoning is long, and is not kept in memory. */

import type { SampleRecord } from '../../results/schema/schema.ts'
import { RecordReader } from '../../results/store/read.ts'
import { type Separated, separate } from './answers.ts'
import { readSummary } from './summaries.ts'
import type { Row, RowTexts } from './variants.ts'

export class RowReader implements Disposable {
  readonly #teacher: RecordReader
  readonly #summarizer: RecordReader | undefined
  readonly #thinkingPattern: RegExp | undefined

  /**
   * @param teacher run folder of the teacher
   * @param summarizer run folder of the summarizer; undefined without one
   * @throws StoreError when a folder cannot be read
   */
  constructor(teacher: string, summarizer: string | undefined, thinkingPattern: RegExp | undefined) {
    this.#teacher = new RecordReader(teacher)
    this.#summarizer = summarizer === undefined ? undefined : new RecordReader(summarizer)
    this.#thinkingPattern = thinkingPattern
  }

  /** The teacher's reply, split into reasoning and answer. */
  reply({ answer }: Row): Separated {
    const completion = lastCompletion(this.#teacher.at(answer.place))
    return completion === undefined ? { answer: '' } : separate(completion, this.#thinkingPattern)
  }

  texts(row: Row): RowTexts {
    const { answer, thinking } = this.reply(row)
    const summary = this.#summary(row) ?? thinking
    const original = row.record.response
    return { answer, ...(summary !== undefined && { summary }), ...(original !== undefined && { original }) }
  }

  #summary({ summary }: Row): string | undefined {
    if (summary === undefined || this.#summarizer === undefined) return undefined
    const found = readSummary(this.#summarizer.at(summary))
    return 'summary' in found ? found.summary : undefined
  }

  [Symbol.dispose](): void {
    this.#teacher[Symbol.dispose]()
    this.#summarizer?.[Symbol.dispose]()
  }
}

const lastCompletion = ({ attempt }: SampleRecord) => attempt.turns.at(-1)?.completion
