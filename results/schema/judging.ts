/** Judges' replies and verdicts. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'
import type { Aggregate } from './run.ts'
import { Completion, Message } from './sample.ts'

/** One reply of a judge to one request for a verdict. */
export type JudgeAttempt = Static<typeof JudgeAttempt>
export const JudgeAttempt = Type.Object({
  reminder: t.optional(t.text('added to the prompt after a reply without a rating')),
  completion: Completion,
})

export type JudgeFailure = Static<typeof JudgeFailure>
export const JudgeFailure = Type.Object({ kind: t.literals('unreadable', 'too-long', 'no-reply'), message: t.Text })

/** One judge's verdict on one turn: a rating, or why there is none. */
export type JudgeVerdict = Static<typeof JudgeVerdict>
export const JudgeVerdict = Type.Object({
  judge: t.text('label'),
  regrade: t.positive('number of the verdict, if the judge is asked several times'),
  attempts: Type.Array(JudgeAttempt),
  rating: t.optional(t.Numeric),
  rule: t.text('the rule that read the rating'),
  via: t.optional(t.Text),
  conflicting: t.optional(t.flag('the reply also states another rating')),
  dimensions: t.optional(t.byName(t.Numeric)),
  readings: t.optional(t.byName(Type.Union([t.Numeric, Type.Null()]), 'rating by every rule, of the first reply')),
  failure: t.optional(JudgeFailure),
})

/** A turn as it was judged. */
export type TurnRating = Static<typeof TurnRating>
export const TurnRating = Type.Object({
  turn: t.Positive,
  template: t.text('name of the template'),
  prompt: t.list(Message, 'the template, filled: what each judge was asked at first'),
  answerLength: t.optional(t.count('characters of the answer as it was shown')),
  verdicts: Type.Array(JudgeVerdict),
  rating: t.optional(t.number('mean over the judges; absent if too few were parsed')),
  swapped: t.optional(t.flag('the judged model’s answer was shown second; the rating is its own points')),
})

/** A judge's reply, and the hash of its prompt. */
export type JudgeReply = Static<typeof JudgeReply>
export const JudgeReply = Type.Object({
  judge: t.Text,
  regrade: t.Positive,
  prompt: t.text('hash'),
  completion: Completion,
})

/** How the authors of a judged benchmark aggregate its verdicts: shown beside the score. */
export interface UpstreamReading {
  /** Name of their rule. */
  readonly rule: string
  /** The rating for a verdict that the rule cannot parse. */
  readonly unreadable: 'dropped' | number
  readonly aggregate: Aggregate
}
