/** In which order a run that may stop early asks its samples. */
import { createHash } from 'node:crypto'
import type { RunManifest } from '../schema/schema.ts'

/**
 * Samples in an order drawn from the seed and each id alone: any part of the samples keeps the order that it has in the whole, and
 * both models get the same.
 */
export function inAskingOrder(ids: Iterable<string>, seed: number): string[] {
  const drawn = Array.from(ids, (id) => ({ id, rank: createHash('sha256').update(`${seed} ${id}`).digest('hex') }))
  return drawn.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ id }) => id)
}

/** Samples asked by each of so many looks, evenly spaced; fewer looks where there are fewer samples. */
export function lookSizes(samples: number, looks: number): number[] {
  const sizes = Array.from({ length: looks }, (_, index) => Math.ceil((samples * (index + 1)) / looks))
  return [...new Set(sizes)].filter((size) => size > 0)
}

/** Some samples were not asked, since the gate was decided without them. */
export const isStoppedEarly = ({ design, items }: Pick<RunManifest, 'design' | 'items'>) =>
  design?.kind === 'early-stop' && design.asked < items.count
