/** Reads prompt files: JSON Lines, one prompt per line. */
import { DatasetError, UsageError } from '../../results/errors.ts'
import { digestOf, readTraining } from './contamination/training-records.ts'
import { type PromptText, promptOf } from './prompt-form.ts'

export interface PromptRecord extends PromptText {
  /** 1-based, in its file. */
  readonly line: number
  /** All fields of the record. */
  readonly fields: Readonly<Record<string, unknown>>
}

export interface PromptFile {
  readonly path: string
  readonly sha256: string
  readonly records: readonly PromptRecord[]
  /** Number of records in the file, including those that --limit leaves out. */
  readonly total: number
}

/**
 * @param limit `40`: the first 40 records; `10-19`: the 11th to the 20th
 * @throws DatasetError with file and line; UsageError for a limit that selects nothing
 */
export async function readPrompts(path: string, limit?: string): Promise<PromptFile> {
  const [from, to] = bounds(limit)
  const digest = digestOf()
  const records: PromptRecord[] = []
  let total = 0
  for await (const { line, value } of readTraining(path, digest)) {
    const index = total++
    if (index < from || index > to) continue
    records.push({ line, ...placed(path, line, () => promptOf(value)), fields: value as PromptRecord['fields'] })
  }
  if (total === 0)
    throw new DatasetError(`${path}: the file has no records`, { hint: 'Write one JSON object per line.' })
  if (records.length === 0) throw badLimit(limit, `selects none of the ${total} prompts`)
  return { path, sha256: digest.digest('hex'), records, total }
}

/** @throws DatasetError of `work`, with file and line in front */
export function placed<T>(path: string, line: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    throw new DatasetError(`${path}:${line}: ${error.message}`, { cause: error, ...hint })
  }
}

function bounds(limit: string | undefined): [from: number, to: number] {
  if (limit === undefined) return [0, Number.POSITIVE_INFINITY]
  const [, from, to] = /^(?:(\d+)-)?(\d+)$/.exec(limit) ?? []
  if (to === undefined) throw badLimit(limit, 'neither a number nor a range')
  return from === undefined ? [0, Number(to) - 1] : [Number(from), Number(to)]
}

const badLimit = (limit: string | undefined, what: string) =>
  new UsageError(`--limit ${limit}: ${what}`, {
    hint: 'Write a number, as in --limit 100, or a 0-based range with both ends, as in --limit 100-199.',
  })
