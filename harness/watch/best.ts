/** The best checkpoints by the scores so far, whose files are kept for the run on all samples. */
import type { Candidate } from '../checkpoints/candidates.ts'
import type { HeldCheckpoint } from '../checkpoints/hold.ts'
import type { Evaluated } from './evaluate.ts'
import type { Waiting } from './waiting.ts'

/** An evaluated checkpoint, and where its weights are. */
export interface Kept {
  readonly evaluated: Evaluated
  readonly waiting: Waiting
  /** Absent where it could not be kept: it was deleted. */
  readonly held?: HeldCheckpoint
}

/**
 * For each benchmark the checkpoints with the highest scores; of equal ones the later.
 *
 * @returns without repetitions, in the order of `all`
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

/** Keeps the files of the best, and lets go of others. */
export class KeptCheckpoints {
  readonly #count: number
  #kept: readonly Kept[] = []

  /** @param count 0: none is kept */
  constructor(count: number) {
    this.#count = count
  }

  get retains(): boolean {
    return this.#count > 0
  }

  async add(one: Kept): Promise<void> {
    const all = [...this.#kept, one]
    this.#kept = bestOf(all, this.#count)
    for (const { held } of all.filter((other) => !this.#kept.includes(other))) await held?.release()
  }

  /** In the order of evaluation. */
  get best(): readonly Kept[] {
    return this.#kept
  }
}

/** The same checkpoint, where its weights are kept. Runs go on naming the path that the trainer wrote to: what is kept is deleted at the end. */
export function keptCandidate({ waiting: { candidate }, held }: Kept): Candidate {
  if (held === undefined) return candidate
  return { ...candidate, path: held.path, original: candidate.original ?? candidate.path }
}
