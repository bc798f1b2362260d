/** What spoils replies and is far more common under the candidate than under the baseline, sample by sample. */
import { count, plural } from '../../words/format.ts'
import { imbalance } from '../imbalance.ts'
import { countOf, type Oddity } from '../sample-scores.ts'
import type { Check, CheckedPair } from './check.ts'

/** Shares of all samples by which something must be more common: what honest models seldom do, and what they do more often. */
const SELDOM = 0.02
const OFTEN = 0.05

/** McNemar's exact test, two-sided: with six checks of this kind, fewer than one of a hundred honest pairs fail one by chance alone. */
const ALPHA = 0.001

interface Spoiled extends Pick<Check, 'name' | 'fails' | 'example'> {
  readonly oddity: Oddity
  /** Share of the candidate's samples by which it must be more common; a smaller rise is a model's own doing. */
  readonly least: number
  /** What the replies do: `are empty`. */
  readonly words: string
}

const moreCommon = ({ oddity, least, words, ...check }: Spoiled): Check => ({
  ...check,
  instead: 'INCONCLUSIVE',
  /** @returns `1,319 of 1,319 samples are empty under sft, and 12 under base` */
  find({ baseline, candidate }: CheckedPair) {
    const found = imbalance(baseline.scores, candidate.scores, (sample) => countOf(sample, oddity))
    const samples = candidate.scores.samples.size
    if (found === undefined || found.p >= ALPHA || found.candidate - found.baseline < least * samples) return undefined
    const all = plural(samples, 'sample')
    return `${count(found.candidate)} of ${all} ${words} under ${candidate.name}, and ${count(found.baseline)} under ${baseline.name}`
  },
})

export const empty = moreCommon({
  name: 'empty',
  fails: 'many more replies are empty',
  example: 'the model’s first token is its end-of-turn token',
  oddity: 'empty',
  least: SELDOM,
  words: 'are empty',
})

export const loops = moreCommon({
  name: 'loops',
  fails: 'many more replies end in the same words over and over',
  example: '`the the the …`, or `!!!!!!` of weights that overflowed',
  oddity: 'loop',
  least: SELDOM,
  words: 'end in a loop',
})

export const runOn = moreCommon({
  name: 'run-on',
  fails: 'many more replies run on after their answer, into an invented next question or turn',
  example: 'the model was trained without an end-of-turn token',
  oddity: 'ran-on',
  least: OFTEN,
  words: 'run on after their answer',
})

export const unanswered = moreCommon({
  name: 'unanswered',
  fails: 'many more replies hold no answer that the rule could find',
  example: 'the fine-tune no longer writes `#### 18`',
  oddity: 'unanswered',
  least: OFTEN,
  words: 'hold no answer',
})

export const truncated = moreCommon({
  name: 'truncated',
  fails: 'many more replies are cut off by the token limit or the time limit',
  example: 'the fine-tune reasons for longer than `--max-tokens` allows',
  oddity: 'truncated',
  least: OFTEN,
  words: 'are cut off',
})

export const refused = moreCommon({
  name: 'refused',
  fails: 'many more replies are refusals, by the API’s own field',
  example: 'one of the two models is behind a moderation layer',
  oddity: 'refused',
  least: SELDOM,
  words: 'are refused',
})
