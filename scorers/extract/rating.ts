/** Reads a judge's rating out of its reply. Rules never throw, and are linear in the length of the text. */
export interface RatingReading {
  readonly rating: number
  /** The branch of the rule that fired. */
  readonly via: string
  /** Ratings by dimension, where the judge gives them. */
  readonly dimensions?: Readonly<Record<string, number>>
}

export interface RatingRule {
  /** As in tables and `--rule`. */
  readonly name: string
  /** Whose rule this is, with the place it was read. */
  readonly source: string
  /** `answer`: the reply without the judge's thinking. `raw`: as it came. */
  readonly reads: 'answer' | 'raw'
  /** @returns null when the reply holds no rating by this rule */
  read(text: string): RatingReading | null
}

const LOWEST = 1
const HIGHEST = 10
export const isInRange = (rating: number) => rating >= LOWEST && rating <= HIGHEST

/**
 * `Rating: [[8]]`, `[[ 8.5 ]]`, `**[[9]]**`. The last one counts, since the judge is told to explain first; one outside of
 * 1 to 10 is no rating.
 */
const BRACKETS = /\[\[\s*(\d{1,9}(?:\.\d{1,9})?)\s*\]\]/g

export const bracketRating: RatingRule = {
  name: 'rating',
  source: 'evalkit: the last [[n]], 1 to 10',
  reads: 'answer',
  read(text) {
    const last = [...text.matchAll(BRACKETS)].at(-1)?.[1]
    const rating = Number(last)
    return last !== undefined && isInRange(rating) ? { rating, via: 'brackets' } : null
  },
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
