/** First pass over a samples file of lm-evaluation-harness: which filters, metrics and documents it holds. */
import { createHash, type Hash } from 'node:crypto'
import { InteropError } from '../../../../results/errors.ts'
import { type NumberedRow, rowsOf } from '../files.ts'
import { type Fields, listIn } from '../json-fields.ts'
import { DocIndex } from './doc-index.ts'
import { BYPASS, type LmEvalRow, lmEvalRow, requestsOf, settingsOf } from './row.ts'

/** What one filter made of the documents, in the order of the file. */
export interface FilterScan {
  readonly filter: string
  readonly docs: DocIndex
  /** By metric; NaN where a row has no number. */
  readonly values: ReadonlyMap<string, readonly number[]>
  readonly answers: readonly (string | null)[]
  /** Hashes over all documents and prompts, in this order. */
  readonly questions: string
  readonly prompts: string
  readonly settings: Fields
  readonly repeats: number
  readonly emptyReplies: number
  /** Made with `--predict_only`: its one metric is none. */
  readonly isUnscored: boolean
  readonly isChat: boolean
}

export interface FileScan {
  /** In the order of the file. */
  readonly filters: readonly FilterScan[]
  /** Line of a last row that was cut off. */
  readonly torn?: number
}

/** Longer answers are read again from the reply. */
const MAX_ANSWER = 64

/** @throws InteropError for a line that is no row, or a document that one filter has twice */
export async function scanSamples(path: string): Promise<FileScan> {
  const filters = new Map<string, FilterTally>()
  let torn: number | undefined
  for await (const numbered of rowsOf(path, { onTorn: (line) => (torn = line) })) {
    const row = rowAt(numbered, path)
    const tally = filters.get(row.filter) ?? new FilterTally(row)
    filters.set(row.filter, tally)
    if (!tally.add(row)) {
      throw new InteropError(
        `${path}:${numbered.line}: document ${row.docId} is there a second time with the filter ${row.filter}`,
        {
          hint: 'lm-eval appends to its files: two evaluations may have written this one. Keep the rows of one of them.',
        },
      )
    }
  }
  return { filters: [...filters.values()].map((tally) => tally.scan()), ...(torn !== undefined && { torn }) }
}

export const rowAt = ({ line, row }: NumberedRow, path: string): LmEvalRow => lmEvalRow(row, `${path}:${line}`)

class FilterTally {
  readonly #first: LmEvalRow
  readonly #docs = new DocIndex()
  readonly #values = new Map<string, number[]>()
  readonly #answers: (string | null)[] = []
  readonly #known = new Map<string, string>()
  readonly #questions: Hash = createHash('sha256')
  readonly #prompts: Hash = createHash('sha256')
  #empty = 0

  constructor(first: LmEvalRow) {
    this.#first = first
  }

  /** @returns false for a document that it has */
  add({ docId, metrics, answer, hashes, fields }: LmEvalRow): boolean {
    const place = this.#docs.length
    if (!this.#docs.add(docId)) return false
    for (const [name, value] of metrics) {
      const values = this.#values.get(name) ?? Array<number>(place).fill(Number.NaN)
      this.#values.set(name, values)
      values.push(value)
    }
    for (const values of this.#values.values()) if (values.length === place) values.push(Number.NaN)
    this.#answers.push(this.#shared(answer))
    this.#questions.update(hashes[0])
    this.#prompts.update(hashes[1])
    if (repliesIn(fields)[0] === '') this.#empty++
    return true
  }

  scan(): FilterScan {
    const { fields, filter } = this.#first
    const [request] = requestsOf(fields)
    const [prompt] = [request?.arg_0].flat()
    return {
      filter,
      docs: this.#docs,
      values: this.#values,
      answers: this.#answers,
      questions: this.#questions.digest('hex').slice(0, 16),
      prompts: this.#prompts.digest('hex').slice(0, 16),
      settings: settingsOf(this.#first),
      repeats: Math.max(1, repliesIn(fields).length),
      emptyReplies: this.#empty,
      isUnscored: Array.isArray(fields.metrics) && fields.metrics.includes(BYPASS),
      isChat: typeof prompt === 'string' && /^\[\{"role"/.test(prompt),
    }
  }

  /** One text for equal answers: a million of them fit. */
  #shared(answer: string | null): string | null {
    if (answer === null || answer.length > MAX_ANSWER) return answer === null ? null : ''
    const known = this.#known.get(answer)
    if (known !== undefined) return known
    if (this.#known.size < 100_000) this.#known.set(answer, answer)
    return answer
  }
}

/** The replies to the first request. */
const repliesIn = ({ resps }: Fields) => listIn(listIn(resps)[0])
