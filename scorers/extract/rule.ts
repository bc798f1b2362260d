/** An extraction rule finds the final answer in a reply, and knows when it equals the target. */
import type { AnswerComparison, Span } from '../../results/schema/schema.ts'

export interface Extraction {
  /** As compared and shown: normalised, never empty. */
  readonly answer: string
  /** Where it is in the text the rule was given. */
  readonly span: Span
  /** Where the mark is that says so: `####`, `The answer is`. */
  readonly mark?: Span
  /** The branch of the rule that fired, such as `boxed` or `last-number`. */
  readonly via: string
  /** The reply marked it as its answer; the last number in sight is not explicit. */
  readonly explicit: boolean
  /** It shows by itself that it is whole, as JSON in brackets does: a reply that was cut right after it lost nothing of it. */
  readonly isWhole?: true
  /**
   * The mark holds a calculation, and `answer` is it as written: this computes it.
   *
   * @returns null where it comes to no number, or to one out of bounds
   */
  readonly evaluate?: () => Promise<Extraction | null>
}

export interface ExtractionRule {
  /** As in tables and `--rule`: `number`, `lm-eval/strict-match`. */
  readonly name: string
  /** Whose rule this is, with the place it was read. */
  readonly source: string
  /**
   * `answer`: the reply without its thinking. `raw`: the reply as it came, for upstream rules that know no thinking.
   */
  readonly reads: 'answer' | 'raw'
  /**
   * @param prompt what was asked, for rules that look an option's text up in it
   * @returns null when the reply holds no answer by this rule; never throws, linear in the text's length
   */
  extract(text: string, prompt?: string): Extraction | null
  /** Loads what comparisons need, where that takes long. */
  prepare?(): Promise<unknown>
  /** Whether an extracted answer equals the target. */
  equal(answer: string, target: string): boolean
  /** The same where equality needs more than text, and a reason is worth showing. Never throws, bounded in time. */
  compare?(answer: string, target: string): Promise<AnswerComparison & { readonly equal: boolean }>
}

/** The same, `by` characters further on. */
export function shifted({ evaluate, ...found }: Extraction, by: number): Extraction {
  const moved = ([start, end]: Span): Span => [start + by, end + by]
  const move = (one: Extraction): Extraction => ({
    ...one,
    span: moved(one.span),
    ...(one.mark && { mark: moved(one.mark) }),
  })
  if (evaluate === undefined) return move(found)
  return { ...move(found), evaluate: () => evaluate().then((value) => value && move(value)) }
}
