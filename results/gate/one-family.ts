/** Gated comparisons are corrected for each other before anything is decided or shown. */
import { asFamily } from '../compare/family.ts'
import type { GatedPair } from './gate.ts'

/** Verdicts, tables and reports go by the same corrected comparisons. */
export function inOneFamily<One extends Pick<GatedPair, 'compared'>>(pairs: readonly One[]): One[] {
  const family = asFamily(pairs.flatMap(({ compared }) => ('facts' in compared ? [compared] : []))).values()
  return pairs.map((pair) =>
    'facts' in pair.compared ? { ...pair, compared: family.next().value ?? pair.compared } : pair,
  )
}
