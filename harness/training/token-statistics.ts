/** Length statistics of the responses of a variant. */
import { sum } from '../../results/statistics/sum.ts'
import { roundFacts } from '../../results/summary/round-facts.ts'
import type { Answer } from './answers.ts'

export interface Lengths {
  readonly total: number
  readonly mean: number
  readonly median: number
  readonly p95: number
  readonly max: number
}

export interface LengthStatistics {
  readonly characters: Lengths
  /** Estimates; absent when the teacher's server reports no token counts. */
  readonly tokens?: Lengths
}

type Counted = Pick<Answer, 'outputTokens' | 'characters'>

/**
 * Estimates token counts without a tokenizer: the server's token count of a reply gives characters per token, which is applied
 * to each text about the same prompt.
 */
export class ResponseLengths {
  readonly #overall: number | undefined
  readonly #characters: number[] = []
  readonly #tokens: number[] = []

  /** @param answers of all rows; their average is used for an answer without a token count */
  constructor(answers: Iterable<Counted>) {
    this.#overall = tokensPerCharacter(answers)
  }

  /**
   * @param length of the response, in characters
   * @param answer the answer that the response belongs to
   */
  add(length: number, answer: Counted): void {
    this.#characters.push(length)
    this.#tokens.push(Math.round(length * (tokensPerCharacter([answer]) ?? this.#overall ?? 0)))
  }

  statistics(): LengthStatistics {
    return roundFacts({
      characters: lengths(this.#characters),
      ...(this.#overall !== undefined && { tokens: lengths(this.#tokens) }),
    })
  }
}

function tokensPerCharacter(answers: Iterable<Counted>): number | undefined {
  let tokens = 0
  let characters = 0
  for (const { outputTokens = 0, characters: length } of answers) {
    if (outputTokens === 0 || length === 0) continue
    tokens += outputTokens
    characters += length
  }
  return characters === 0 ? undefined : tokens / characters
}

function lengths(values: readonly number[]): Lengths {
  const sorted = values.toSorted((a, b) => a - b)
  const total = sum(sorted)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { total, mean: total / Math.max(1, sorted.length), median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 }
}
