/** Questions that are in a benchmark twice: they count twice, and two answers to one question contradict each other. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import type { PlacedRow } from '../../benchmarks/data/rows.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { Duplicates } from '../training/duplicates.ts'

/** Jaccard similarity of word triples. */
const SIMILARITY = 0.8

export interface DuplicateFinding {
  readonly id: string
  /** The first sample with that question. */
  readonly of: string
  readonly kind: 'exact' | 'normalised' | 'near'
  /** The right answers differ. */
  readonly contradicts: boolean
}

export function duplicatesIn(
  benchmark: Benchmark,
  samples: readonly Sample[],
  rows: readonly PlacedRow[],
): readonly DuplicateFinding[] {
  const known = new Duplicates('near', SIMILARITY)
  return samples.flatMap((sample, index) => {
    const content = benchmark.check?.question(rows[index]?.row) ?? sample.turns.join('\n')
    const found = known.find([{ role: 'user', content }], index)
    const first = found && samples[found.line]
    if (found === undefined || first === undefined) return []
    return { id: sample.id, of: first.id, kind: found.kind, contradicts: first.target !== sample.target }
  })
}
