/** What a run that was made from another tool's log tells of its origin. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'

/** A score of the origin, and what its rows give here. */
export type ImportedScore = Static<typeof ImportedScore>
export const ImportedScore = Type.Object({
  metric: t.Text,
  filter: t.optional(t.Text),
  origin: t.optional(t.number('as the origin’s own summary says; absent without one')),
  digits: t.optional(t.count('decimal places to which the origin rounds it; absent where it does not')),
  standardError: t.optional(t.amount('likewise')),
  rows: t.optional(t.number('mean over the rows of the log, as the origin takes it; absent where no row has a number')),
})

export type ImportedFacts = Static<typeof ImportedFacts>
export const ImportedFacts = t.object('made from another tool’s log; what the log claims, not what evalkit saw', {
  tool: t.text('such as lm-eval or inspect'),
  toolVersion: t.optional(t.Text),
  source: t.text('the file, as it was named'),
  task: t.text('the origin’s name for the benchmark'),
  taskVersion: t.optional(t.Text),
  filter: t.optional(t.text('the origin’s rule for reading an answer, or its scorer')),
  metric: t.text('the origin’s name of the headline score'),
  rule: t.text('name of the origin’s scores among the readings of each sample'),
  ownRule: t.optional(t.text('name of evalkit’s own rule among them; absent where its questions are not evalkit’s')),
  shots: t.optional(t.Count),
  chatTemplate: t.optional(t.text('hash of the chat template')),
  system: t.optional(t.text('hash of the system message')),
  settings: t.optional(t.text('generation settings of the origin, as JSON')),
  questions: t.optional(t.text('hash of all questions, in order; absent where some are missing')),
  prompts: t.optional(t.text('hash of all prompts, likewise')),
  recognised: t.optional(t.count('samples whose questions are evalkit’s own')),
  planned: t.optional(t.count('trials that the origin set out to do')),
  scores: t.list(ImportedScore, 'of the origin'),
  notes: t.optional(t.texts('what the log lacks, or what was left out')),
})
