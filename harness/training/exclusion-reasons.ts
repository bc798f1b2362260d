/** Reasons for excluding a record from the training files, with their descriptions in the data card. */
import type { Score } from '../../results/schema/schema.ts'

export const EXCLUSION_REASONS = {
  duplicate: 'the prompt repeats an earlier one exactly',
  'normalised-duplicate': 'the prompt repeats an earlier one except for spacing, case and punctuation',
  'near-duplicate': 'the prompt shares most of its three-word sequences with an earlier one',
  'prompt-length': 'the prompt is too short or too long',
  'prompt-language': 'the prompt is in another language',
  contaminated: 'the record shares a sequence of words with a benchmark',
  'no-response': 'the record has no response, which the variant “original” requires',
  'original-wrong': 'the record’s response is wrong, according to the benchmark’s scorer',
  'original-unverifiable': 'the program in the record’s response could not be judged: unencodable, or a missing module',
  'no-reply': 'no reply was received from the teacher, or it could not be verified: an infrastructure failure',
  refused: 'the teacher refused',
  'unclosed-thinking': 'the teacher’s reasoning did not end, so there is no answer',
  truncated: 'the answer was truncated at the token or time limit',
  empty: 'the answer is empty',
  'no-thinking': 'the reply contains no reasoning, which the variant “think-summary” requires',
  wrong: 'the answer is wrong, according to the benchmark’s scorer',
  unverifiable: 'the program in the answer could not be judged: unencodable, or a missing module',
  unanswered: 'the benchmark’s scorer finds no answer in the reply',
  'answer-format': 'the answer does not match --answer-format',
  'answer-length': 'the answer is too short or too long',
  'answer-language': 'the answer is in another language',
  'answer-contaminated': 'the answer shares a sequence of words with a benchmark',
  'same-answer': 'the answer repeats an earlier one to the same prompt',
  'not-chosen': 'another answer to the same prompt was kept',
  'no-summary': 'no summary was received: an infrastructure failure',
  'empty-summary': 'the summary is empty or truncated',
} as const

/** Outcomes of programs that say nothing about whether they are right. */
const UNJUDGED: readonly (string | undefined)[] = ['unencodable', 'missing-module']

/** Whether a score below 1 is no judgment: nothing has shown that the program is wrong. */
export const isUnjudged = ({ verdict }: Pick<Score, 'verdict'>): boolean => UNJUDGED.includes(verdict?.outcome)

export type ExclusionReason = keyof typeof EXCLUSION_REASONS

export interface Exclusion {
  readonly reason: ExclusionReason
  /** Details, such as the line that the record repeats. */
  readonly detail?: string
}

/** A record that is in no training file. */
export interface ExcludedRecord extends Exclusion {
  readonly line: number
  /** By repeat: why each answer of the teacher was excluded. Absent with fewer than two. */
  readonly answers?: Readonly<Record<string, Exclusion>>
}

const ORDER = Object.keys(EXCLUSION_REASONS)

/** Position of the check that failed, from 0: the higher, the closer the record came to being kept. */
export const stageOf = ({ reason }: Exclusion): number => ORDER.indexOf(reason)
