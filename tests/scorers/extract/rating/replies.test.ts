/** Judges' replies as they are written, each read as a careful human would; `debatable` rows are decided in docs/reading-replies.md. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dictionaryRating } from '../../../../scorers/extract/rating/dictionary-rating.ts'
import { preference } from '../../../../scorers/extract/rating/preference.ts'
import { bracketRating, type RatingRule } from '../../../../scorers/extract/rating/rating.ts'
import { separateReasoning } from '../../../../scorers/extract/reasoning/reasoning.ts'

interface Row {
  readonly id: string
  readonly input: string
  readonly expected: number | string | null
  readonly finish_reason?: string
}

const rows = (kind: string): Row[] =>
  readFileSync(new URL(`../../../fixtures/replies/${kind}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Debatable rows that are decided otherwise than their first reader did. */
const DECIDED: Readonly<Record<string, number | string | null>> = {
  'ratings-zh-118': null,
}

const KINDS: readonly (readonly [kind: string, rule: RatingRule])[] = [
  ['rating-en', bracketRating],
  ['rating-zh', dictionaryRating],
  ['preference', preference],
]

describe.each(KINDS)('replies of kind %s', (kind, rule) => {
  it.each(rows(kind).map((row) => [row.id, JSON.stringify(row.input), row] as const))('%s: %s', (id, _text, row) => {
    const isCut = row.finish_reason === 'length'
    const { answer } = separateReasoning({ text: row.input })
    const found = rule.read(answer, isCut)
    const letter = { 1: 'A', 0: 'B', 0.5: 'C' } as Readonly<Record<number, string>>
    const value = found === null ? null : kind === 'preference' ? letter[found.rating] : found.rating
    expect(value).toBe(DECIDED[id] ?? (id in DECIDED ? null : row.expected))
  })
})
