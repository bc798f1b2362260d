/**
 * Assay sensitivity: a benchmark shows "no worse" only where the baseline has something to lose. With a baseline of 1.4%, a
 * model that answers nothing loses 1.4 points, which any margin of 2.5 points would call a PASS.
 */
import type { ComparedRun } from '../compare/compared-run.ts'
import type { Interval, RunManifest } from '../schema/schema.ts'

/** Score of guessing, for runs made before the manifest recorded it; every other benchmark of that time has the minimum. */
const RECORDED_ELSEWHERE: Readonly<Record<string, number>> = { 'gpqa-diamond': 1 / 4 }

/** The largest part of what the baseline has above chance that a margin may give away. */
const SHARE = 1 / 2

/** All in units of the score. */
export interface Headroom {
  readonly chance: number
  readonly score: number
  /** Lower limit of the baseline's 95% interval, with every missing score at the minimum. */
  readonly low: number
  /** The largest margin under which PASS means anything; 0 where the baseline is no better than chance. */
  readonly allowed: number
  /** What would be allowed if the score were known exactly: more samples or repeats can bring `allowed` up to this. */
  readonly atBest: number
}

/**
 * What guessing scores on this benchmark.
 *
 * @param min of the scale, which guessing scores where there is nothing to choose from
 */
export const chanceOf = ({ benchmark, protocol }: RunManifest, min: number): number =>
  protocol.chance ?? RECORDED_ELSEWHERE[benchmark.name] ?? min

/**
 * The margin may be at most half of the lower limit of what the baseline has above chance, as M2 may be at most half of M1.
 *
 * @returns undefined for a run without a score
 * @see FDA 2016, Non-Inferiority Clinical Trials to Establish Effectiveness, sections III.B and IV
 */
export function headroomOf({ manifest, summary }: ComparedRun, [min]: Interval): Headroom | undefined {
  if (summary?.score === undefined) return undefined
  const { score, interval = [min, min], trials, unscored, pending } = summary
  const chance = chanceOf(manifest, min)
  const missing = unscored + pending
  const low = (interval[0] * trials + min * missing) / (trials + missing)
  const above = (value: number) => SHARE * Math.max(0, value - chance)
  return { chance, score, low, allowed: above(low), atBest: above(score) }
}

/** Whether a PASS with this margin would show that ability was kept. A margin of 0 gives nothing away. */
export const hasHeadroom = (room: Headroom | undefined, margin: number) => room === undefined || margin <= room.allowed
