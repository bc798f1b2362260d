/** Looking again at one checkpoint: how often it was looked at, and what that leaves of α. */
import type { RunManifest } from '../schema.ts'
import { openEnded, spentBy } from '../statistics/alpha-spending.ts'

/** One look: a candidate's run held against a baseline's. */
export interface Look {
  readonly schemaVersion: number
  /** UTC, ISO 8601. */
  readonly at: string
  /** What was looked at: equal keys are the same checkpoint against the same baseline, by the same measure. */
  readonly key: string
  /** The runs, whatever their folders are called now. */
  readonly runs: string
}

/**
 * @returns undefined where the candidate's run names no version: then nobody knows whether it is the same checkpoint, and a
 *   new one behind the same name must not pay for the looks at the last
 */
export function lookAt(baseline: RunManifest, candidate: RunManifest): Pick<Look, 'key' | 'runs'> | undefined {
  if (candidate.model.version === undefined) return undefined
  const { benchmark, protocol, items } = candidate
  return {
    key: [
      `${benchmark.name}@${benchmark.version}`,
      `${protocol.name}@${protocol.hash}`,
      items.hash,
      modelKey(baseline),
      modelKey(candidate),
    ].join(' '),
    runs: [baseline, candidate].map(({ hash, group, startedAt }) => `${hash}-${group}-${startedAt}`).join(' '),
  }
}

const modelKey = ({ model }: RunManifest) => `${model.name}@${model.version ?? ''}`

/** Which look this is, from 1. The same runs gated again are the same look. */
export function lookNumber(earlier: readonly Look[], look: Pick<Look, 'key' | 'runs'>): number {
  const seen = [...new Set(earlier.filter(({ key }) => key === look.key).map(({ runs }) => runs))]
  const place = seen.indexOf(look.runs)
  return 1 + (place === -1 ? seen.length : place)
}

/**
 * The first look has all of α, as if it were the only one. Each further look has what an open-ended plan would still have
 * for it, and no more: `α·(s(t_k) − s(t_{k−1}))`, `t_k = 1 − 4^−k`. By the sum of these, a model that is worse by the
 * margin passes one of however many looks with at most 1.18 α.
 *
 * @param look from 1
 */
export function levelOf(look: number, alpha: number): number {
  if (look === 1) return alpha
  return Math.max(LOWEST, spentBy(openEnded(look), alpha) - spentBy(openEnded(look - 1), alpha))
}

/** Where the difference of two shares next to 1 would be lost in rounding; and still no interval is endless. */
const LOWEST = 1e-12
