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

/** Where a look stands among all that were written down. */
export interface LookPlace {
  /** From 1. */
  readonly number: number
  /** Nothing in it was not looked at before: it is that look again, and need not be written down. */
  readonly isKnown: boolean
  /** Runs that count with its own, as `runKey` has them, oldest first, each once: all that was measured, not the best of it. */
  readonly earlier: { readonly baseline: readonly string[]; readonly candidate: readonly string[] }
}

/** The same runs gated again are the same look; so are runs of earlier looks in another combination, with all of these. */
export function placeOf(looks: readonly Look[], { key, runs }: Pick<Look, 'key' | 'runs'>): LookPlace {
  const seen = [...new Set(looks.filter((look) => look.key === key).map((look) => look.runs))].map((each) =>
    each.split(' '),
  )
  const own = runs.split(' ')
  const same = seen.findIndex((each) => each.join(' ') === runs)
  const covering = seen.findIndex((_, at) => {
    const measured = new Set(seen.slice(0, at + 1).flat())
    return own.every((run) => measured.has(run))
  })
  const known = same === -1 ? covering : same
  const before = known === -1 ? seen : seen.slice(0, same === -1 ? known + 1 : known)
  const others = (keys: readonly string[]) => [...new Set(keys.filter((each) => !own.includes(each)))]
  return {
    number: known === -1 ? seen.length + 1 : known + 1,
    isKnown: known !== -1,
    earlier: {
      baseline: others(before.flatMap(([baseline = '']) => baseline)),
      candidate: others(before.flatMap(([, ...candidates]) => candidates)),
    },
  }
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
