/** The lines of a run's two logs. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'
import { JudgeReply, TurnRating } from './judging.ts'
import { Attempt, Canary, Generation, Instruction, OptionOrder, ProgramTask, Turn } from './sample.ts'
import { Outcome } from './score.ts'

/** Facts about a reply whose text is not stored, as in a baselines file. */
export type ReplyFacts = Static<typeof ReplyFacts>
export const ReplyFacts = Type.Object({
  digest: t.optional(t.text('equal for equal replies; absent for an empty reply')),
  leaked: t.optional(t.flag('contains a token of the chat template')),
  ranOn: t.optional(t.flag('continues after its answer')),
  loop: t.optional(t.flag('ends in a loop')),
})

/** One line of samples.jsonl: one finished trial. */
export type SampleRecord = Static<typeof SampleRecord>
export const SampleRecord = Type.Object({
  schemaVersion: t.Positive,
  id: t.Text,
  repeat: t.Positive,
  target: t.optional(t.Text),
  program: t.optional(ProgramTask),
  instructions: t.optional(Type.Array(Instruction)),
  group: t.optional(t.Text),
  order: t.optional(OptionOrder),
  canary: t.optional(Canary),
  generation: t.optional(Generation),
  references: t.optional(Type.Array(t.Text)),
  rubric: t.optional(t.Text),
  outcome: Outcome,
  attempt: Attempt,
  reply: t.optional(ReplyFacts),
  ratings: t.optional(t.list(TurnRating, 'by a judge, turn by turn')),
  furtherReplies: t.optional(t.texts('of an imported trial whose one score the origin took from several replies')),
})

/** One line of partial.jsonl: one result of an unfinished trial. */
export type PartialLine = Static<typeof PartialLine>
export const PartialLine = Type.Object({
  schemaVersion: t.Positive,
  id: t.Text,
  repeat: t.Positive,
  turn: t.optional(Turn),
  reply: t.optional(JudgeReply),
  rating: t.optional(TurnRating),
})
