/** How long the responses of a variant are. */
import { roundFacts } from '../../results/round-facts.ts'
import { type Row, responseOf, type Variant } from './variants.ts'

export interface Lengths {
  readonly total: number
  readonly mean: number
  readonly median: number
  readonly p95: number
  readonly max: number
}

export interface LengthStatistics {
  readonly characters: Lengths
  /** Estimated: absent where the teacher's server counts no tokens. */
  readonly tokens?: Lengths
}

/**
 * No tokenizer of ours would be the one of the model that is trained. What the teacher's server counted for a reply gives
 * the characters in one of its tokens, and so an estimate for each text about the same prompt.
 */
export function lengthStatistics(variant: Variant, rows: readonly Row[]): LengthStatistics {
  const texts = rows.map((row) => ({ row, length: responseOf(variant, row).length }))
  const overall = tokensPerCharacter(rows.map(({ answer }) => answer))
  const tokens = texts.map(({ row, length }) => Math.round(length * (tokensPerCharacter([row.answer]) ?? overall ?? 0)))
  return roundFacts({
    characters: lengths(texts.map(({ length }) => length)),
    ...(overall !== undefined && { tokens: lengths(tokens) }),
  })
}

/** A reply this short says little about its tokens. */
const FEWEST_CHARACTERS = 1

function tokensPerCharacter(answers: readonly Row['answer'][]): number | undefined {
  const counted = answers.filter(
    ({ outputTokens = 0, characters }) => outputTokens > 0 && characters >= FEWEST_CHARACTERS,
  )
  const tokens = counted.reduce((sum, { outputTokens = 0 }) => sum + outputTokens, 0)
  const characters = counted.reduce((sum, answer) => sum + answer.characters, 0)
  return characters === 0 ? undefined : tokens / characters
}

function lengths(values: readonly number[]): Lengths {
  const sorted = values.toSorted((a, b) => a - b)
  const total = sorted.reduce((sum, value) => sum + value, 0)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { total, mean: total / Math.max(1, sorted.length), median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 }
}
