/** What a comparison keeps of the replies themselves: whether two are equal, how long they are, and who gave them. */

import type { BenchmarkSummary, SampleRecord } from '../schema/schema.ts'
import { QuantileSketch } from '../statistics/quantile-sketch.ts'
import { digestOf, lengthOf } from '../summary/reply-shape.ts'
import { ServedModelsTally } from '../summary/served-models.ts'

export interface Replies {
  /** By sample and repeat; none for an empty reply, which is like any other. */
  readonly digests: ReadonlyMap<string, string>
  /** Median characters, reasoning included; undefined where no reply is known. */
  readonly medianLength: number | undefined
  /** By the model's name in them. */
  readonly servedModels: Readonly<Record<string, number>>
  /** Replies of earlier runs, from the response cache. */
  readonly cached: number
}

export class ReplyTally {
  readonly #digests = new Map<string, string>()
  readonly #lengths = new QuantileSketch()
  readonly #served = new ServedModelsTally()
  #cached = 0

  add({ id, repeat, attempt: { turns }, reply }: SampleRecord): void {
    const digest = reply === undefined ? digestOf(turns) : reply.digest
    if (digest !== undefined) this.#digests.set(repeat === 1 ? id : `${id} ${repeat}`, digest)
    if (turns.length === 0 || reply !== undefined) return
    this.#lengths.add(lengthOf(turns))
    this.#served.add(turns)
    for (const { completion } of turns) if (completion.cached) this.#cached++
  }

  /** @param summary tells what records without their replies cannot */
  facts(summary: BenchmarkSummary | undefined): Replies {
    return {
      digests: this.#digests,
      medianLength: this.#lengths.quantile(0.5) ?? summary?.replyLength,
      servedModels: this.#served.facts().servedModels ?? summary?.servedModels ?? {},
      cached: this.#cached || (summary?.cached ?? 0),
    }
  }
}
