/** Replies as models write them: `tests/fixtures/replies`. */
import { readFileSync } from 'node:fs'

export interface ReplyRow {
  readonly id: string
  /** The kind of kind. */
  readonly tag?: string
  /** Of reports: what was asked. */
  readonly benchmark?: string
  /** Of code: the problem, as `humaneval/humaneval/53`. */
  readonly problem?: string
  readonly input: string
  /** What a careful reader takes from the reply alone. */
  readonly expected: string | null
  readonly finish_reason?: 'stop' | 'length'
  /** A strict reader may disagree. */
  readonly debatable?: true
}

export const repliesOf = (kind: string): ReplyRow[] =>
  readFileSync(new URL(`../fixtures/replies/${kind}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
