/** The rules for one benchmark: the policy's, and where it is silent the defaults. */
import { UsageError } from '../errors.ts'
import type { GatePolicy, Tier } from '../schema/gate.ts'
import type { Interval } from '../schema/schema.ts'
import { defaultMargin } from './margins.ts'

const ALPHA = 0.05

/** A regression is told from no more than this share of trials without a score. */
const MAX_UNSCORED = 0.01

/** In units of the score: shares as 0–1. */
export interface Rules {
  readonly margin: number
  readonly floor?: number
  readonly tier: Tier
  /** One-sided. */
  readonly alpha: number
  /** Pairs without which nothing is decided; undefined: 50 for a PASS. */
  readonly minSamples: number | undefined
  /** Share of trials. */
  readonly maxUnscored: number
}

/** @throws UsageError for a benchmark without a margin, or a floor or margin beyond what a score can be */
export function rulesFor(benchmark: string, repeats: number, range: Interval, policy: GatePolicy): Rules {
  const own = policy.benchmarks?.[benchmark] ?? {}
  const points = own.margin ?? defaultMargin(benchmark, repeats)
  const field = `gate.benchmarks.${benchmark}`
  if (points === undefined) {
    throw new UsageError(`${benchmark}: no margin is known for it`, {
      hint: `Set the largest allowed loss, in points, in the config file: ${field}.margin.`,
    })
  }
  const [min, max] = range
  const unit = min === 0 && max === 1 ? 100 : 1
  const margin = points / unit
  const floor = own.floor === undefined ? undefined : own.floor / unit
  if (margin >= max - min) {
    throw new UsageError(`${field}.margin is ${points}, and no model can be so much worse`, {
      hint: `It is in points of the table, which go from ${min * unit} to ${max * unit}; see the config file.`,
    })
  }
  if (floor !== undefined && (floor < min || floor > max)) {
    throw new UsageError(`${field}.floor is ${own.floor}, and scores lie within ${min * unit} and ${max * unit}`)
  }
  return {
    margin,
    ...(floor !== undefined && { floor }),
    tier: own.tier ?? policy.tier ?? 'required',
    alpha: policy.alpha ?? ALPHA,
    minSamples: own.minSamples ?? policy.minSamples,
    maxUnscored: own.maxUnscored ?? policy.maxUnscored ?? MAX_UNSCORED,
  }
}

/** Benchmarks that the policy names as required: a gate without them has not looked where it should. */
export const requiredByName = ({ benchmarks = {} }: GatePolicy) =>
  Object.entries(benchmarks).flatMap(([name, { tier }]) => (tier === 'required' ? [name] : []))
