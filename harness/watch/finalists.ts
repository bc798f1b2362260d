/** The best checkpoints by the scores so far, pinned for their run on all samples. */
import type { Candidate } from '../checkpoints/candidates.ts'
import type { PinnedCheckpoint } from '../checkpoints/pin.ts'
import type { Evaluated } from './evaluate-checkpoint.ts'
import type { QueuedCheckpoint } from './queue.ts'

export interface Finalist {
  readonly evaluated: Evaluated
  readonly queued: QueuedCheckpoint
  /** Absent if it could not be pinned because it was deleted. */
  readonly pin?: PinnedCheckpoint
}

/**
 * The checkpoints with the highest scores, for each benchmark; the later of two with equal scores.
 *
 * @returns each once, in the order of `all`
 */
export function bestOf<One extends { readonly evaluated: Evaluated }>(all: readonly One[], count: number): One[] {
  const benchmarks = new Set(
    all.flatMap(({ evaluated }) => evaluated.runs.map(({ manifest }) => manifest.benchmark.name)),
  )
  const best = new Set<One>()
  for (const benchmark of benchmarks) {
    const scored = all.flatMap((one, at) => {
      const score = one.evaluated.runs.find(({ manifest }) => manifest.benchmark.name === benchmark)?.summary.score
      return score === undefined ? [] : [{ one, at, score }]
    })
    for (const { one } of scored.sort((a, b) => b.score - a.score || b.at - a.at).slice(0, count)) best.add(one)
  }
  return all.filter((one) => best.has(one))
}

/** Keeps the pins of the best checkpoints, and releases the others. */
export class Finalists {
  readonly #count: number
  #best: readonly Finalist[] = []

  /** @param count for each benchmark; 0: none */
  constructor(count: number) {
    this.#count = count
  }

  /** Whether any checkpoint can become one. */
  get isOpen(): boolean {
    return this.#count > 0
  }

  async add(one: Finalist): Promise<void> {
    // In place of an earlier one of its path, whose pin it has taken.
    const { path } = one.evaluated.checkpoint
    const all = [...this.#best.filter(({ evaluated }) => evaluated.checkpoint.path !== path), one]
    this.#best = bestOf(all, this.#count)
    for (const { pin } of all.filter((other) => !this.#best.includes(other))) await pin?.release()
  }

  /** In the order of evaluation. */
  get best(): readonly Finalist[] {
    return this.#best
  }
}

/** The checkpoint at its pin. Its runs still name the path that the trainer wrote to, since the pin is released at the end. */
export function pinnedCandidate({ queued: { candidate }, pin }: Finalist): Candidate {
  if (pin === undefined) return candidate
  return { ...candidate, path: pin.path, original: candidate.original ?? candidate.path }
}
