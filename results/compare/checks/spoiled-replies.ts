/** What spoils replies and is far more common under the candidate than under the baseline, sample by sample. */
import { count, plural } from '../../words/format.ts'
import { imbalance } from '../imbalance.ts'
import { countOf, type Oddity } from '../sample-scores.ts'
import type { Check, CheckedPair } from './check.ts'

/** Shares of all samples by which something must be more common: what honest models seldom do, and what they do more often. */
const SELDOM = 0.02
const OFTEN = 0.05

export const empty: Check = {
  name: 'empty',
  fails: 'many more replies are empty',
  example: 'the model’s first token is its end-of-turn token',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'empty', SELDOM, 'are empty'),
}

export const loops: Check = {
  name: 'loops',
  fails: 'many more replies end in the same words over and over',
  example: '`the the the …`, or `!!!!!!` of weights that overflowed',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'loop', SELDOM, 'end in a loop'),
}

export const runOn: Check = {
  name: 'run-on',
  fails: 'many more replies run on after their answer, into an invented next question or turn',
  example: 'the model was trained without an end-of-turn token',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'ran-on', OFTEN, 'run on after their answer'),
}

export const unanswered: Check = {
  name: 'unanswered',
  fails: 'many more replies hold no answer that the rule could find',
  example: 'the fine-tune no longer writes `#### 18`',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'unanswered', OFTEN, 'hold no answer'),
}

export const truncated: Check = {
  name: 'truncated',
  fails: 'many more replies are cut off by the token limit or the time limit',
  example: 'the fine-tune reasons for longer than `--max-tokens` allows',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'truncated', OFTEN, 'are cut off'),
}

export const refused: Check = {
  name: 'refused',
  fails: 'many more replies are refusals, by the API’s own field',
  example: 'one of the two models is behind a moderation layer',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'refused', SELDOM, 'are refused'),
}

/** McNemar's exact test, two-sided: with ten checks of this kind, one of a hundred honest pairs would fail one by chance alone. */
const ALPHA = 0.001

/**
 * @param least share of the candidate's samples by which it must be more common; a smaller rise is a model's own doing
 * @returns `1,319 of 1,319 replies of sft are empty, and 12 of base`
 */
function rise({ baseline, candidate }: CheckedPair, oddity: Oddity, least: number, words: string): string | undefined {
  const found = imbalance(baseline.scores, candidate.scores, (sample) => countOf(sample, oddity))
  const samples = candidate.scores.samples.size
  if (found === undefined || found.p >= ALPHA || found.candidate - found.baseline < least * samples) return undefined
  const all = plural(samples, 'sample')
  return `${count(found.candidate)} of ${all} ${words} under ${candidate.name}, and ${count(found.baseline)} under ${baseline.name}`
}
