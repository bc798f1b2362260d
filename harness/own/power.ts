/** What a benchmark of so many samples can show, before anything was measured. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import { assumedSpread } from '../../results/assumptions.ts'
import { DEFAULT_ALPHA, rulesFor } from '../../results/gate/policy.ts'
import { examOf } from '../../results/plan/exam.ts'
import { sensitivityOf, smallestMargin } from '../../results/plan/sensitivity.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'

/** In units of the score; chances are 0–1. */
export interface Power {
  readonly range: readonly [min: number, max: number]
  /** The difference that a comparison detects with 80%. */
  readonly detectable: number
  /** The smallest margin that an equal model passes with 80%. */
  readonly passableMargin: number
  /** Of the declaration or the config. */
  readonly margin?: number
  /** That an equal model passes that margin. */
  readonly pass?: number
  /** The loss that the gate calls REGRESSED with 80%. */
  readonly caughtLoss?: number
  /** How much equal models are assumed to differ. */
  readonly basis: string
}

/** The usual spread is that of ratings from 1 to 10. */
const deviationOn = ([min, max]: readonly [number, number]) =>
  ((assumedSpread('', true).deviation ?? 0) * (max - min)) / 9

export function powerOf(
  benchmark: Benchmark,
  { scorer, generation, options, repeats = 1 }: Protocol<unknown>,
  samples: number,
  policy: GatePolicy,
): Power {
  const [min, max] = scorer.range
  const { exam, basis } = examOf(
    {
      benchmark: benchmark.name,
      samples,
      available: samples,
      repeats,
      temperature: generation.temperature,
      reorders: options !== undefined,
      range: [min, max],
    },
    min === 0 && max === 1 ? {} : { deviation: deviationOn([min, max]) },
  )
  const { alpha = DEFAULT_ALPHA } = policy
  const step = min === 0 && max === 1 ? 0.005 : 0.05
  const passableMargin = smallestMargin(exam, alpha, step, max - min)
  const { detectable } = sensitivityOf(exam, { margin: passableMargin, alpha })
  const base = { range: [min, max] as const, detectable, passableMargin, basis }
  if ((policy.benchmarks?.[benchmark.name]?.margin ?? benchmark.margin) === undefined) return base
  const rules = rulesFor(benchmark, repeats, [min, max], policy)
  const { pass, caughtLoss } = sensitivityOf(exam, rules)
  return { ...base, margin: rules.margin, pass, caughtLoss }
}
