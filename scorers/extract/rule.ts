/** An extraction rule finds the final answer in a reply, and knows when it equals the target. */
import type { Span } from '../../results/schema.ts'

export interface Extraction {
  /** As compared and shown: normalised, never empty. */
  readonly answer: string
  /** Where it stands in the text the rule was given. */
  readonly span: Span
  /** The branch of the rule that fired, such as `boxed` or `last-number`. */
  readonly via: string
  /** The reply marked it as its answer; the last number in sight is not explicit. */
  readonly explicit: boolean
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
  /** @returns null when the reply holds no answer by this rule; never throws, linear in the text's length */
  extract(text: string): Extraction | null
  /** Whether an extracted answer equals the target. */
  equal(answer: string, target: string): boolean
}
