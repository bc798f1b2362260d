/** How much two equal models differ on a benchmark, measured or assumed. */

import { type AssumedSpread, assumedSpread, luckShare } from '../assumptions.ts'
import { defined } from '../defined.ts'
import type { Interval } from '../schema/schema.ts'
import type { DifferenceSpread } from '../statistics/variance-components.ts'
import type { Exam } from './sensitivity.ts'

/** What of a planned benchmark tells how much can be seen. */
interface ExamPlan {
  readonly benchmark: string
  readonly samples: number
  readonly available: number
  readonly repeats: number
  readonly temperature: number | undefined
  readonly sampled?: number
  readonly reorders?: boolean
  readonly range: Interval
  readonly effective?: number
  readonly measured?: {
    readonly discordance?: number
    readonly spread: DifferenceSpread
    readonly hasRepeats: boolean
  }
  /** Measured: variance of one answer to one sample by a model itself. */
  readonly noise?: number
}

/** @param assumed instead of the usual, where nothing was measured */
export function examOf(
  planned: ExamPlan,
  assumed: { readonly discordance?: number; readonly deviation?: number },
): { exam: Exam; basis: string } {
  const { samples: questions, available, repeats, temperature, effective, measured, noise, range } = planned
  const { sampled = temperature === 0 ? 0 : 1, reorders = false } = planned
  const isRated = range[0] !== 0 || range[1] !== 1
  const usual = assumedSpread(planned.benchmark, isRated)
  const luckOf = (variance: number) =>
    noise === undefined ? luckShare(usual, { sampled, reorders }) : Math.min(1, (2 * noise) / variance)
  const size = defined({ questions, available, repeats, effective })
  if (measured !== undefined) {
    const { discordance, spread, hasRepeats } = measured
    const exact = repeats === 1 && discordance !== undefined
    const parts = hasRepeats ? spread : split(spread, luckOf(spread.question + spread.repeat))
    return {
      exam: { ...size, spread: parts, ...(exact && { discordance }) },
      basis: `${spreadWords(discordance, spread)}, measured`,
    }
  }
  const { discordance, deviation = 0 }: AssumedSpread = {
    ...usual,
    ...defined(isRated ? { deviation: assumed.deviation } : { discordance: assumed.discordance }),
  }
  const variance = isRated ? deviation ** 2 : (discordance ?? 0)
  const whole = { question: variance, repeat: 0 }
  const exact = !isRated && repeats === 1
  return {
    exam: { ...size, spread: split(whole, luckOf(variance)), ...(exact && defined({ discordance })) },
    basis: `${spreadWords(isRated ? undefined : discordance, whole)}, assumed${noise === undefined ? '' : '; noise measured'}`,
  }
}

/** @param share of luck */
function split({ question, repeat }: DifferenceSpread, share: number) {
  const variance = question + repeat
  return { question: variance * (1 - share), repeat: variance * share }
}

function spreadWords(discordance: number | undefined, { question, repeat }: DifferenceSpread): string {
  if (discordance !== undefined) return `discordance ${Number((100 * discordance).toPrecision(3))}%`
  return `SD of one difference ${Number(Math.sqrt(question + repeat).toPrecision(3))}`
}
