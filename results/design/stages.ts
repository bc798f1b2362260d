/**
 * Looks that were planned before the first answer: more answers to each sample while it is INCONCLUSIVE (escalation), or parts
 * of the samples in a random order until it is decided (early stop). The error is spent over the looks of the plan, so that all
 * of them together pass a model that is worse by the margin with at most α.
 */
import type { RunDesign, RunManifest } from '../schema/schema.ts'
import { growingInformation, levelsFor, planned, spentBy, spentLate } from '../statistics/alpha-spending.ts'
import { differenceSpread } from '../statistics/variance-components.ts'
import { lookSizes } from './asking-order.ts'

/** Where a run is in its plan. */
export interface Stage {
  readonly kind: RunDesign['kind']
  /** From 1. */
  readonly number: number
  readonly of: number
  /** What this look may decide at, one-sided, where the whole plan may spend `alpha`. */
  level(alpha: number): number
}

/** Scores of the answers to one sample, by both models. */
export interface ScoredPair {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * @param pairs as they are now; how far answers to one sample vary tells how much surer each stage made the difference
 * @returns undefined for runs without a plan
 */
export function stageOf(
  baseline: RunManifest,
  candidate: RunManifest,
  pairs: () => readonly ScoredPair[],
): Stage | undefined {
  const { design } = candidate
  if (design?.kind === 'escalate') return escalationStage(design, baseline, candidate, pairs())
  const partial = [design, baseline.design].filter((each) => each?.kind === 'early-stop')
  const [shortest] = partial.sort((a, b) => a.asked - b.asked)
  return shortest && earlyStopStage(shortest, candidate.items.count)
}

type Escalation = Extract<RunDesign, { kind: 'escalate' }>
type EarlyStop = Extract<RunDesign, { kind: 'early-stop' }>

function escalationStage(
  { answers }: Escalation,
  baseline: RunManifest,
  candidate: RunManifest,
  pairs: readonly ScoredPair[],
): Stage | undefined {
  const number = answers.indexOf(candidate.trialsPerSample) + 1
  if (number === 0) return undefined
  const varianceAt = varianceByAnswers(pairs)
  const asMany = (k: number) => (baseline.design?.kind === 'escalate' ? k : baseline.trialsPerSample)
  const errors = answers.slice(0, number).map((k) => Math.sqrt(varianceAt(asMany(k), k)))
  return {
    kind: 'escalate',
    number,
    of: answers.length,
    level: (alpha) => escalationLevels(errors, answers.length, alpha).at(-1) ?? 0,
  }
}

/**
 * What each stage decides at, one-sided.
 *
 * @param errors standard errors at the stages so far, but for a constant factor; equal ones where answers never vary
 */
export function escalationLevels(errors: readonly number[], stages: number, alpha: number): number[] {
  const isFixed = errors.every((error) => error === errors[0])
  return levelsFor(isFixed ? errors : growingInformation(errors), (stage) => spentBy(planned(stages)(stage), alpha))
}

/** What each look at so many of all samples decides at, one-sided. */
export function earlyStopLevels(sizes: readonly number[], samples: number, alpha: number): number[] {
  const errors = sizes.map((size) => 1 / Math.sqrt(size))
  return levelsFor(errors, (look) => spentLate((sizes[look - 1] ?? samples) / samples, alpha))
}

/** Variance of the mean difference, up to a constant factor, with that many answers by each model. */
function varianceByAnswers(pairs: readonly ScoredPair[]): (before: number, after: number) => number {
  const spread = differenceSpread(pairs)
  // Without repeated answers, or without any variance, no stage is more precise than another.
  if (spread === undefined || spread.question + spread.repeat === 0) return () => 1
  return (before, after) => spread.question + spread.before / before + spread.after / after
}

function earlyStopStage({ looks, asked }: EarlyStop, samples: number): Stage | undefined {
  const sizes = lookSizes(samples, looks)
  const number = sizes.indexOf(asked) + 1
  if (number === 0) return undefined
  return {
    kind: 'early-stop',
    number,
    of: sizes.length,
    level: (alpha) => earlyStopLevels(sizes.slice(0, number), samples, alpha).at(-1) ?? 0,
  }
}

/**
 * The two-sided p that accounts for the plan: the smallest at which the plan's interval would leave out 0 here, by bisection. At
 * least the p of the data alone.
 *
 * @param p two-sided, of the data alone
 * @see Jennison & Turnbull 1984, Commun. Stat. 13:2403, on repeated p-values
 */
export function plannedP({ level }: Stage, p: number): number {
  const goal = Math.log(Math.max(p, 1e-12))
  const excess = (x: number) => Math.log(2 * level(Math.exp(x) / 2)) - goal
  // Regula falsi with the Illinois rule: the logarithms are nearly straight lines, and each level takes some milliseconds.
  let [low, high, above] = [goal, 0, excess(0)]
  if (p >= 1 || above <= 0) return 1
  let below = excess(low)
  if (below >= 0) return p
  for (let step = 0; step < 20; step++) {
    const next = (low * above - high * below) / (above - below)
    const value = excess(next)
    if (Math.abs(value) < ENOUGH) return Math.exp(next)
    if (value < 0) {
      ;[low, below] = [next, value]
      above /= 2
    } else {
      ;[high, above] = [next, value]
      below /= 2
    }
  }
  return Math.exp(high)
}

/** Relative error of a p that is shown with three digits. */
const ENOUGH = 2e-4
