/** What to know about one score before believing it, as a few words each: what a table has room for. */
import type { Comparison } from '../schema/comparison.ts'
import { foreignModels } from '../summary/served-models.ts'
import { contamination, correction, ruleGaps } from '../words/caveats.ts'
import { checkSentence } from '../words/failed-checks.ts'
import { count, plural } from '../words/format.ts'
import type { ShownRun } from '../words/notes.ts'
import { SIGNIFICANT } from '../words/sentence.ts'

export interface Sign {
  /** `21 truncated`. */
  readonly words: string
  /** A sentence. */
  readonly meaning: string
  /** It may explain the difference, or void it. */
  readonly isGrave: boolean
  /** The samples behind it, by the name of a filter. */
  readonly filter?: SignFilter
}

/** Samples that a sign counts. */
export type SignFilter = 'unscored' | 'truncated' | 'unanswered' | 'run-on'

/** More than this share of replies is more than single failures. */
const FEW = 0.05

/** @param comparison with its baseline; absent where there is none. @returns most severe first */
export function signsOf(run: ShownRun, comparison?: Comparison): Sign[] {
  const all = [
    ...(comparison === undefined ? [] : comparisonSigns(comparison)),
    ...countSigns(run, comparison),
    ...modelSigns(run),
  ]
  return [...all.filter(({ isGrave }) => isGrave), ...all.filter(({ isGrave }) => !isGrave)]
}

function comparisonSigns(comparison: Comparison): Sign[] {
  const { checks = [], allowed = [], contaminated, notes } = comparison
  return [
    ...checks.map((check) => ({
      words: check.accepted ? `${check.check} accepted` : `check ${check.check}`,
      meaning: checkSentence(check),
      isGrave: true,
    })),
    ...allowed.map((text) => ({ words: 'setup differs', meaning: `Allowed to differ: ${text}`, isGrave: true })),
    ...(contaminated !== undefined && contaminated.samples > 0
      ? contamination(comparison).map((meaning) => ({
          words: `${count(contaminated.samples)} contaminated`,
          meaning,
          isGrave: true,
        }))
      : []),
    ...correction(comparison).map((meaning) => ({ words: 'not after Holm', meaning, isGrave: false })),
    ...ruleGaps(comparison).map((meaning) => ({ words: 'another rule differs', meaning, isGrave: true })),
    ...(notes.length > 0 ? [{ words: plural(notes.length, 'note'), meaning: notes.join('; '), isGrave: false }] : []),
  ]
}

function countSigns({ summary }: ShownRun, comparison: Comparison | undefined): Sign[] {
  const { pending, unscored, truncated, unanswered, empty, refused, ranOn = 0, leaked = 0, loops = 0, trials } = summary
  const silent = Math.max(0, unanswered - truncated - empty - refused)
  const isUneven = (facts: Comparison['truncated']) => facts !== undefined && facts.p < SIGNIFICANT
  const sign = (n: number, words: string, meaning: string, filter?: SignFilter, isGrave = n > FEW * trials): Sign[] =>
    n === 0 ? [] : [{ words: `${count(n)} ${words}`, meaning, isGrave, ...(filter && { filter }) }]
  return [
    ...sign(pending, 'pending', 'Trials without a reply: the run is not finished.', undefined, true),
    ...sign(
      unscored,
      'unscored',
      'Replies or verdicts that were not received. They are left out of the score and never count as wrong.',
      'unscored',
      isUneven(comparison?.unscored) || unscored > 0.01 * (trials + unscored),
    ),
    ...sign(
      truncated,
      'truncated',
      'Replies cut off at the token limit or by --timeout. They count as wrong unless the answer had come.',
      'truncated',
      isUneven(comparison?.truncated) || truncated > FEW * trials,
    ),
    ...sign(silent, 'unanswered', 'Replies in which no answer was found. They count as wrong.', 'unanswered'),
    ...sign(empty, 'empty', 'Replies without text. They count as wrong.', 'unanswered'),
    ...sign(refused, 'refused', 'Replies that the API marks as refusals.', 'unanswered'),
    ...sign(
      ranOn,
      'ran on',
      'Replies that went on after their answer and are read up to there: check stop tokens and chat template.',
      'run-on',
    ),
    ...sign(leaked, 'with template tokens', 'Replies that show a token of the chat template.', undefined, true),
    ...sign(loops, 'in a loop', 'Replies that end in the same words over and over.', undefined, true),
  ]
}

function modelSigns({ manifest: { model, imported }, summary }: ShownRun): Sign[] {
  const others = foreignModels(model, summary)
  return [
    ...(model.claimed
      ? [
          {
            words: 'protocol claimed',
            meaning: `${imported ? 'Imported from another tool’s log' : 'Replayed from a file'}, which cannot prove its protocol.`,
            isGrave: false,
          },
        ]
      : []),
    ...(others.length > 0
      ? [
          {
            words: 'other model replied',
            meaning: `Replies name ${others.map(([name]) => name).join(', ')}, not ${model.name}.`,
            isGrave: true,
          },
        ]
      : []),
  ]
}
