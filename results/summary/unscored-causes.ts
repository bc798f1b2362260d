/** Why trials have no score, in few sentences: a thousand that fail alike are one cause. */

import type { BenchmarkSummary, ErrorFacts, SampleRecord } from '../schema/schema.ts'
import { inSampleOrder } from './sample-order.ts'

interface Cause {
  /** The first of them, in the order of the samples. */
  error: ErrorFacts
  sampleId: string
  trials: number
}

const MOST_TOLD = 3
/** A server that never fails twice alike is not remembered for ever. */
const MOST_KEPT = 1000

export class UnscoredCauses {
  readonly #causes = new Map<string, Cause>()

  add({ id, outcome }: SampleRecord): void {
    if (outcome.kind === 'scored') return
    const { error } = outcome
    const alike = error.message.replace(/\d+/g, '#')
    const known = this.#causes.get(alike)
    if (known !== undefined) {
      known.trials++
      if (inSampleOrder(id, known.sampleId) < 0) Object.assign(known, { error, sampleId: id })
    } else if (this.#causes.size < MOST_KEPT) this.#causes.set(alike, { error, sampleId: id, trials: 1 })
  }

  #inOrder(): Cause[] {
    return [...this.#causes.values()].sort((a, b) => b.trials - a.trials || inSampleOrder(a.sampleId, b.sampleId))
  }

  /** As a summary keeps them; absent where all have a score. */
  facts(): Pick<BenchmarkSummary, 'unscoredCauses'> {
    if (this.#causes.size === 0) return {}
    const causes = this.#inOrder().slice(0, MOST_TOLD)
    return {
      unscoredCauses: causes.map(({ error: { message, hint }, sampleId, trials }) => ({
        ...{ message, trials, sample: sampleId },
        ...(hint !== undefined && { hint }),
      })),
    }
  }

  /** The commonest first; nothing where all have a score. */
  sentences(): string[] {
    const causes = this.#inOrder()
    const told = causes.slice(0, MOST_TOLD).map(({ error: { message, hint }, sampleId, trials }) => {
      const which = trials === 1 ? sampleId : `${trials} trials, such as ${sampleId}`
      return `not scored: ${which}: ${message}${hint === undefined ? '' : `\n  ${hint}`}`
    })
    const rest = causes.slice(MOST_TOLD).reduce((sum, { trials }) => sum + trials, 0)
    return rest === 0 ? told : [...told, `not scored: ${rest} more, for other causes`]
  }
}
