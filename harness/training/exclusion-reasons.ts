/** Why a record is in no training file: each reason in the words of the data card. */

export const DROP_REASONS = {
  duplicate: 'the prompt was there before, word for word',
  'normalised-duplicate': 'the prompt was there before, but for spacing, case and punctuation',
  'near-duplicate': 'the prompt shares nearly all its runs of three words with an earlier one',
  'prompt-length': 'the prompt is shorter or longer than asked for',
  'prompt-language': 'the prompt is in another language than asked for',
  contaminated: 'the record shares a run of words with a benchmark',
  'no-response': 'the record has no response of its own, which the variant “original” needs',
  'original-wrong': 'the record’s own response is wrong, by the benchmark’s scorer',
  'no-reply': 'no reply of the teacher’s could be had, or it could not be verified: no fault of the answer',
  refused: 'the teacher refused',
  'unclosed-thinking': 'the teacher’s thinking never ended, so that no answer followed',
  truncated: 'the answer was cut at the token limit or the time limit',
  empty: 'the teacher answered nothing',
  'no-thinking': 'the reply holds no thinking, which the variant “think-summary” needs',
  wrong: 'the answer is wrong, by the benchmark’s scorer',
  unanswered: 'the benchmark’s scorer finds no answer in the reply',
  'answer-format': 'the answer is not in the form asked for',
  'answer-length': 'the answer is shorter or longer than asked for',
  'answer-language': 'the answer is in another language than asked for',
  'answer-contaminated': 'the answer shares a run of words with a benchmark',
  'same-answer': 'an earlier answer to the same prompt says the same',
  'not-chosen': 'another answer to the same prompt was kept',
  'no-summary': 'no summary of the thinking could be had: no fault of the answer',
  'empty-summary': 'the summary is empty or was cut',
} as const

export type DropReason = keyof typeof DROP_REASONS

export interface Drop {
  readonly reason: DropReason
  /** More about this one, such as the line it repeats. */
  readonly detail?: string
}

/** A record that ended in no file, with what became of each answer to it. */
export interface DroppedRecord extends Drop {
  readonly line: number
  /** Where the teacher was asked: why each answer was not kept, by its repeat. */
  readonly answers?: Readonly<Record<string, Drop>>
}

const ORDER = Object.keys(DROP_REASONS)

/** How far on its way something got: the later, the closer to being kept. */
export const stageOf = ({ reason }: Drop): number => ORDER.indexOf(reason)
