/** Looking again at one checkpoint: how often it was looked at, and what that leaves of α. */
import type { RunManifest } from '../schema.ts'
import { openEnded, spentBy } from '../statistics/alpha-spending.ts'

/** One look: a candidate's run, or several of one checkpoint together, held against a baseline's. */
export interface Look {
  readonly schemaVersion: number
  /** UTC, ISO 8601. */
  readonly at: string
  /** What was looked at: equal keys are the same checkpoint against the same baseline, by the same measure. */
  readonly key: string
  /** The runs, the baseline's first, whatever their folders are called now. */
  readonly runs: string
}

/**
 * @param others runs of the same checkpoint that are looked at in one go with the candidate's
 * @returns undefined where the candidate's run names no version: then nobody knows whether it is the same checkpoint, and a
 *   new one behind the same name must not pay for the looks at the last
 */
export function lookAt(
  baseline: RunManifest,
  candidate: RunManifest,
  ...others: readonly RunManifest[]
): Pick<Look, 'key' | 'runs'> | undefined {
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
    runs: [baseline, candidate, ...others].map(runKey).join(' '),
  }
}

/** A run, whatever its folder is called now. */
export const runKey = ({ hash, group, startedAt }: RunManifest) => `${hash}-${group}-${startedAt}`

const modelKey = ({ model }: RunManifest) => `${model.name}@${model.version ?? ''}`

/** Which look this is, from 1. The same runs gated again are the same look. */
export const lookNumber = (looks: readonly Look[], look: Pick<Look, 'key' | 'runs'>) =>
  1 + looksBefore(looks, look).length

/**
 * The runs of the looks before this one: a later look has all that was measured, and not what it likes best of it.
 *
 * @returns each once, as `runKey` has them, oldest first; without those of this look
 */
export function runsBefore(looks: readonly Look[], look: Pick<Look, 'key' | 'runs'>) {
  const before = looksBefore(looks, look).map((runs) => runs.split(' '))
  const own = new Set(look.runs.split(' '))
  const others = (keys: readonly string[]) => [...new Set(keys.filter((key) => !own.has(key)))]
  return {
    baseline: others(before.flatMap(([baseline = '']) => baseline)),
    candidate: others(before.flatMap(([, ...candidates]) => candidates)),
  }
}

function looksBefore(looks: readonly Look[], { key, runs }: Pick<Look, 'key' | 'runs'>): string[] {
  const seen = [...new Set(looks.filter((look) => look.key === key).map((look) => look.runs))]
  const place = seen.indexOf(runs)
  return place === -1 ? seen : seen.slice(0, place)
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
