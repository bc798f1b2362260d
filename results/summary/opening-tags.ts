/** Which tag opens so many answers that it is likely the mark of reasoning of this model. */

import type { BenchmarkSummary, OpeningTag } from '../schema/schema.ts'
import { Counter } from './counter.ts'

const LEAST_SHARE = 0.2
/** Fewer may be chance. */
const LEAST_REPLIES = 3

export class OpeningTags {
  readonly #replies = new Counter()
  readonly #closings = new Map<string, Counter>()

  add({ open, close }: OpeningTag): void {
    this.#replies.add(open)
    const closings = this.#closings.get(open) ?? new Counter()
    this.#closings.set(open, closings)
    closings.add(close)
  }

  /** @param trials of which these replies are */
  facts(trials: number): Pick<BenchmarkSummary, 'openingTag'> {
    const open = mostFrequent(this.#replies)
    const replies = open === undefined ? 0 : this.#replies.count(open)
    if (open === undefined || replies < LEAST_REPLIES || replies < LEAST_SHARE * trials) return {}
    return { openingTag: { open, close: mostFrequent(this.#closings.get(open)) ?? open, replies } }
  }
}

const mostFrequent = (counter: Counter | undefined) =>
  Object.entries(counter?.byName() ?? {}).sort(([, a], [, b]) => b - a)[0]?.[0]
