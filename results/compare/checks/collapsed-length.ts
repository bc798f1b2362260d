import { count } from '../../words/format.ts'
import type { Check } from './check.ts'

/** A fine-tune may well write half or a third as much. */
const RATIO = 1 / 5

/** Characters; where replies are a letter or a number, a shorter one means nothing. */
const SHORT = 200

export const collapsedLength: Check = {
  name: 'collapsed-length',
  fails: `the median reply, reasoning included, is shorter than a fifth of the baseline’s (of at least ${SHORT} characters)`,
  example: 'the server stops at the first line break; the reasoning is switched off',
  instead: 'INCONCLUSIVE',
  find({ baseline, candidate }) {
    const [before, after] = [baseline.scores.replies.medianLength, candidate.scores.replies.medianLength]
    if (before === undefined || after === undefined || before < SHORT || after >= RATIO * before) return undefined
    const [was, is] = [count(Math.round(before)), count(Math.round(after))]
    return `the median reply of ${candidate.name} has ${is} characters, and that of ${baseline.name} has ${was}`
  },
}
