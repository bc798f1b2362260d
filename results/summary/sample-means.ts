/** The mean over samples of the mean over repeats: each question counts once, however often it was answered. */
import { Moments } from '../statistics/moments.ts'

/** Takes scores one by one, and tells how the samples' means are spread. */
export interface Averager {
  add(id: string, score: number): void
  /** Over samples with at least one score. */
  moments(): Moments
}

/** Where no sample comes twice, a score is its sample's mean, and nothing is kept of it: memory stays flat. */
export function averager(repeats: number): Averager {
  if (repeats > 1) return new SampleMeans()
  const moments = new Moments()
  return { add: (_, score) => moments.add(score), moments: () => moments }
}

/** The mean score of each sample. */
export class SampleMeans implements Averager {
  readonly #scores = new Map<string, { sum: number; count: number }>()

  add(id: string, score: number): void {
    const scores = this.#scores.get(id)
    if (scores === undefined) this.#scores.set(id, { sum: score, count: 1 })
    else {
      scores.sum += score
      scores.count++
    }
  }

  /**
   * Mean over a sample's repeats, to 12 digits: the same in whatever order they were answered.
   *
   * @returns undefined for a sample without a score
   */
  mean(id: string): number | undefined {
    const scores = this.#scores.get(id)
    return scores && Number((scores.sum / scores.count).toPrecision(12))
  }

  ids(): Iterable<string> {
    return this.#scores.keys()
  }

  moments(): Moments {
    const moments = new Moments()
    for (const { sum, count } of this.#scores.values()) moments.add(sum / count)
    return moments
  }
}
