/** Reads a judge's rating out of its reply. Rules never throw, and are linear in the length of the text. */
import { plainText } from './judge-text.ts'
import { type Chosen, chosenRating } from './statements.ts'

export interface RatingReading {
  readonly rating: number
  /** The branch of the rule that fired. */
  readonly via: string
  /** Ratings by dimension, where the judge gives them. */
  readonly dimensions?: Readonly<Record<string, number>>
  /** Another verdict, as deliberate, says otherwise, and nothing in the reply says why. */
  readonly conflicting?: true
}

export interface RatingRule {
  /** As in tables and `--rule`. */
  readonly name: string
  /** Whose rule this is, with the place it was read. */
  readonly source: string
  /** `answer`: the reply without the judge's thinking. `raw`: as it came. */
  readonly reads: 'answer' | 'raw'
  /**
   * @param isCut whether the reply ended at its token limit: then only a form that is complete before the cut counts
   * @returns null when the reply holds no rating by this rule
   */
  read(text: string, isCut?: boolean): RatingReading | null
}

/**
 * `Rating: [[8]]`, the form that judges are asked for, and what they make of it: `[[8/10]]`, `Rating: 8/10`, `{"rating": 8}`.
 * A form that its own explanation follows keeps its verdict: `Rating: [[8]]. It would be a [[10]] with sources.` is 8.
 */
export const bracketRating: RatingRule = {
  name: 'rating',
  source: 'evalkit: the most deliberate rating, of several the last; 1 to 10',
  reads: 'answer',
  read: (text, isCut = false) => readingOf(chosenRating(plainText(text), isCut)),
}

export function readingOf(chosen: Chosen | null): RatingReading | null {
  if (chosen === null) return null
  const { rating, via, isConflicting } = chosen
  return { rating, via, ...(isConflicting && { conflicting: true as const }) }
}

/** FastChat 0e6d3e4, llm_judge/common.py 28–33 and 172–182: `[[8]]` anywhere, else `[8]` anywhere; any number. */
export const fastChatRating: RatingRule = {
  name: 'reference',
  source: 'FastChat 0e6d3e4, llm_judge/common.py: the first [[n]], else the first [n], any number',
  reads: 'raw',
  read(text) {
    // Upstream writes `\d+\.?\d*`, which matches the same and takes quadratic time on a long row of digits.
    const double = /\[\[(\d+(?:\.\d*)?)\]\]/.exec(text)?.[1]
    if (double !== undefined) return finite(Number(double), 'brackets')
    return finite(Number(/\[(\d+(?:\.\d*)?)\]/.exec(text)?.[1]), 'one-bracket')
  },
}

const finite = (rating: number, via: string) => (Number.isFinite(rating) ? { rating, via } : null)
