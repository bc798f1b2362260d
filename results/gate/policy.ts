/** The rules for one benchmark: the policy's, and where it is silent the defaults. */
import { UsageError } from '../errors.ts'
import type { GatePolicy, Tier } from '../schema/gate.ts'
import type { Interval } from '../schema/schema.ts'
import { defaultMargin } from './margins.ts'

/** One-sided, where the policy says nothing. */
export const DEFAULT_ALPHA = 0.05

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

/** A benchmark as the gate knows it. */
interface GatedBenchmark {
  readonly name: string
  /** The file that declares it, where it is the user's own. */
  readonly source?: string
  /** Of the declaration, in points. */
  readonly margin?: number
}

/**
 * @param suggestion what a margin could be, one sentence, for a benchmark without one
 * @throws UsageError for a benchmark without a margin, or a floor or margin beyond what a score can be
 */
export function rulesFor(
  { name, source, margin: declared }: GatedBenchmark,
  repeats: number,
  range: Interval,
  policy: GatePolicy,
  suggestion = () => '',
): Rules {
  const own = policy.benchmarks?.[name] ?? {}
  const points = own.margin ?? declared ?? defaultMargin(name, repeats)
  const field =
    own.margin === undefined && declared !== undefined ? `${source}: margin` : `gate.benchmarks.${name}.margin`
  if (points === undefined) {
    const place = source === undefined ? `in the config file: ${field}` : `as "margin:" in ${source}`
    throw new UsageError(`${name}: no margin is known for it`, {
      hint: `${suggestion()}Set the largest allowed loss, in points, ${place}.`,
    })
  }
  const [min, max] = range
  const unit = min === 0 && max === 1 ? 100 : 1
  const margin = points / unit
  const floor = own.floor === undefined ? undefined : own.floor / unit
  if (margin >= max - min) {
    throw new UsageError(`${field} is ${points}, and no model can be so much worse`, {
      hint: `It is in points of the table, which go from ${min * unit} to ${max * unit}; see the config file.`,
    })
  }
  if (floor !== undefined && (floor < min || floor > max)) {
    throw new UsageError(
      `gate.benchmarks.${name}.floor is ${own.floor}, and scores lie within ${min * unit} and ${max * unit}`,
    )
  }
  return {
    margin,
    ...(floor !== undefined && { floor }),
    tier: own.tier ?? policy.tier ?? 'required',
    alpha: policy.alpha ?? DEFAULT_ALPHA,
    minSamples: own.minSamples ?? policy.minSamples,
    maxUnscored: own.maxUnscored ?? policy.maxUnscored ?? MAX_UNSCORED,
  }
}

/** Benchmarks that the policy names as required: a gate without them has not looked where it should. */
export const requiredByName = ({ benchmarks = {} }: GatePolicy) =>
  Object.entries(benchmarks).flatMap(([name, { tier }]) => (tier === 'required' ? [name] : []))
