/** What was read in a reply, and what it scored; or why it has no score. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'

/** Position of an answer in the reply's text: UTF-16 offsets, end exclusive. */
export type Span = Static<typeof Span>
export const Span = Type.Tuple([t.Count, t.Count])

/** How an answer was compared with the target, for answers that are more than text. */
export type AnswerComparison = Static<typeof AnswerComparison>
export const AnswerComparison = Type.Object({
  answer: t.text('as it was read'),
  target: t.text('as it was read'),
  by: t.text('the rule that made them equal, or the difference'),
})

/** What one extraction rule read in the reply; `answer: null`: it found no answer. */
export type Reading = Static<typeof Reading>
export const Reading = Type.Object({
  answer: Type.Union([t.Text, Type.Null()]),
  value: t.Numeric,
  via: t.optional(t.text('the branch of the rule that matched')),
  span: t.optional(Span),
  mark: t.optional(Span),
  comparison: t.optional(AnswerComparison),
})

/** What the model itself did wrong, shown in every table. */
export type Flaw = Static<typeof Flaw>
export const Flaw = t.literals('truncated', 'empty', 'refused')

/** Where the reply was cut before extraction, because the model continued after its answer. */
export type RunOn = Static<typeof RunOn>
export const RunOn = Type.Object({
  at: t.count('offset in the text of the reply'),
  mark: t.text('what the rest begins with: an invented `Question:`, a token such as `<|im_end|>`'),
  leaked: t.boolean('the mark is a token of the chat template'),
  ranOn: t.boolean('more text follows'),
})

/** A tag at the start of an answer that is not a known reasoning tag. */
export type OpeningTag = Static<typeof OpeningTag>
export const OpeningTag = Type.Object({ open: t.Text, close: t.text('as in the reply, or the most likely one') })

/** Result of a program. `outcome` is one of the sandbox's, `missing-module`, or `no-code`. */
export type ProgramVerdict = Static<typeof ProgramVerdict>
export const ProgramVerdict = Type.Object({
  outcome: t.Text,
  module: t.optional(t.text('the missing module, such as `numpy`')),
  detail: t.text('the last lines of the traceback, or a sentence; empty for a pass'),
  wallMs: t.optional(t.Amount),
  seed: t.optional(t.count('what the random inputs of the tests follow from')),
})

/** Whether a reply follows an instruction. */
export type InstructionVerdict = Static<typeof InstructionVerdict>
export const InstructionVerdict = Type.Object({
  kind: t.Text,
  strict: t.boolean('the reply itself follows it'),
  loose: t.boolean('the reply follows it, or the reply without its first line, its last line or its asterisks'),
  found: t.text('in the reply, and what was asked for'),
  by: t.optional(t.text('the form of the reply that follows it loosely')),
})

export type Score = Static<typeof Score>
export const Score = Type.Object({
  value: t.number('within the scorer’s range'),
  answer: Type.Union([t.Text, Type.Null()]),
  rule: t.optional(t.text('the extraction rule behind value and answer')),
  via: t.optional(t.Text),
  span: t.optional(Span),
  mark: t.optional(Span),
  comparison: t.optional(AnswerComparison),
  flaw: t.optional(Flaw),
  runOn: t.optional(RunOn),
  openingTag: t.optional(OpeningTag),
  verdict: t.optional(ProgramVerdict),
  instructions: t.optional(t.list(InstructionVerdict, 'in the order of the sample’s')),
  readings: t.optional(t.byName(Reading, 'every rule, side by side')),
})

export type UnscoredReason = Static<typeof UnscoredReason>
export const UnscoredReason = t.literals('model-error', 'judge-error', 'judge-overflow', 'sandbox-error', 'missing')

export type ErrorFacts = Static<typeof ErrorFacts>
export const ErrorFacts = Type.Object({
  message: t.Text,
  hint: t.optional(t.text('what to do next')),
  status: t.optional(t.integer('HTTP status')),
  tries: t.optional(t.Positive),
})

/** Exactly one of both; unscored only where the cause is independent of the reply. */
export type Outcome = Static<typeof Outcome>
export const Outcome = Type.Union([
  Type.Object({ kind: Type.Literal('scored'), score: Score }),
  Type.Object({ kind: Type.Literal('unscored'), reason: UnscoredReason, error: ErrorFacts }),
])
