/** What a curve says, in sentences that every report shows. */
import type { BestCheckpoint, Curve, Decline, SampleHistory, StepChange, StepDifference } from '../schema/curve.ts'
import { count, deltaInterval, interval, plural, pValue, score, size } from '../words/format.ts'
import { SIGNIFICANT } from '../words/sentence.ts'

/** `gsm8k · run7 · protocol chat · 200 of 1,319 samples` */
export const curveTitle = ({ benchmark, series, protocol, asked, size: all, facets = [] }: Curve): string =>
  [
    benchmark,
    ...(series === undefined ? [] : [series]),
    `protocol ${protocol}`,
    ...(asked < all ? [`${count(asked)} of ${plural(all, 'sample')}`] : []),
    ...facets,
  ].join(' · ')

/** A difference that is significant after Holm's correction over all differences of its kind. */
export function isMarked({
  delta,
  p = 1,
  holmP = p,
}: {
  readonly delta?: number
  readonly p?: number
  readonly holmP?: number
}) {
  return delta !== undefined && delta !== 0 && holmP < SIGNIFICANT
}

/** The interval that belongs to the p that is shown. */
export const shownLimits = ({ interval, holmInterval }: Pick<StepDifference, 'interval' | 'holmInterval'>) =>
  holmInterval ?? interval

/** The best checkpoint, without the luck that made it the best. */
export function bestSentence({ best, range }: Curve): string | undefined {
  if (best === undefined) return undefined
  const luck = best.score - best.corrected
  const name = `Step ${count(best.step)} scores best, ${score(best.score, range)}.`
  if (best.standardError === 0) return `${name} No two steps differ on any sample.`
  if (score(best.corrected, range) === score(best.score, range)) {
    return `${name} It leads by more than the noise between steps, so that the choice calls for no correction.`
  }
  return (
    `${name} The best of ${count(best.of)} looks better than it is, because luck helped to choose it: without that, its score is about ` +
    `${score(best.corrected, range)} (${size(luck, range)} less` +
    `${best.correctedInterval === undefined ? '' : `; 95% interval ${interval(best.correctedInterval, range)}`}).`
  )
}

/** How to measure it again; the command is to be printed on a line of its own. */
export const adviceOf = ({ best }: Curve): Pick<BestCheckpoint, 'advice' | 'command'> => best ?? {}

/** Warnings, the one about the last step first. */
export function declineSentences({ declines, points, best, range }: Curve): string[] {
  const last = points.at(-1)?.step
  const tests = (points.length * (points.length - 1)) / 2
  const words = ({ step, below, delta, interval, holmP }: Decline) =>
    `step ${count(step)} is significantly below step ${count(below)}, by ${size(delta, range)}` +
    `${interval === undefined ? '' : ` (95%: ${deltaInterval(interval, range)})`}, p ${pValue(holmP)}` +
    `${tests === 1 ? '' : `, over all ${count(tests)} pairs of steps`}`
  const atEnd = declines.find(({ step }) => step === last)
  const before = declines.filter(({ step }) => step !== last)
  return [
    ...(atEnd === undefined
      ? []
      : [
          `Possible overfitting: the last ${words(atEnd)}.` +
            `${best === undefined || best.step === last ? '' : ` Compare it with step ${count(best.step)}, the best so far, before you take it.`}`,
        ]),
    ...(before.length === 0 ? [] : [`${capital(before.map(words).join('; '))}.`]),
  ]
}

/** What became of the samples. */
export function historySentence({ samples }: Curve): string | undefined {
  if (samples === undefined || samples.n === 0) return undefined
  const { n, always, never, learned, forgotten, unsteady } = samples
  return (
    `Of ${plural(n, 'sample')}, ${count(always)} are right at every step and ${count(never)} at none. ` +
    `${were(learned)} learned and ${learned.length === 1 ? 'stays' : 'stay'} right, ${were(forgotten)} forgotten and ` +
    `${forgotten.length === 1 ? 'stays' : 'stay'} wrong, ` +
    `${count(unsteady.length)} changed more than once.`
  )
}

/** Ids of what was learned and forgotten for good, at most so many of each. */
export function historyIds({ samples }: Pick<Curve, 'samples'>, most: number): string[] {
  if (samples === undefined) return []
  const listed = (name: keyof Pick<SampleHistory, 'learned' | 'forgotten'>) => {
    const ids = samples[name]
    if (ids.length === 0) return []
    const more = ids.length > most ? `, and ${count(ids.length - most)} more` : ''
    return [`${name}: ${ids.slice(0, most).join(', ')}${more}`]
  }
  return [...listed('forgotten'), ...listed('learned')]
}

/** What the columns of differences mean. */
export function familySentence({ changes, points, baseline }: Curve): string | undefined {
  const steps = changes.filter(({ holmP }: StepChange) => holmP !== undefined).length
  const against = points.filter(({ toBaseline }) => toBaseline?.holmP !== undefined).length
  if (steps + against === 0) return undefined
  const families = [
    ...(steps > 0 ? [`the ${count(steps)} from step to step`] : []),
    ...(against > 0 ? [`the ${count(against)} to ${baseline?.model}`] : []),
  ]
  return `Δ: paired by sample; intervals and p hold together over ${families.join(' and over ')} (95%, Holm); * p < ${SIGNIFICANT}`
}

const were = (ids: readonly string[]) => `${count(ids.length)} ${ids.length === 1 ? 'was' : 'were'}`

const capital = (text: string) => text.replace(/^s/, 'S')
