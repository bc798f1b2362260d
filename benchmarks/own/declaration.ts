/** The fields of a benchmark of one's own, as written in `NAME.benchmark.yaml` or below `benchmarks:` in the config. */
import { type Static, Type } from 'typebox'
import * as t from '../../results/schema/fields.ts'
import { Generation } from '../../results/schema/schema.ts'

const Template = (description: string) => Type.String({ minLength: 1, description })

/** Scores without settings of their own. */
const PLAIN = ['exact', 'exact/strict', 'contains', 'number', 'math', 'json'] as const
export type PlainScore = (typeof PLAIN)[number]

export type ChoiceSettings = Static<typeof ChoiceSettings>
const ChoiceSettings = t.strict({
  options: Type.Union([Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])), Type.String()], {
    description: 'a template for each option, or the column that lists them',
  }),
  shuffle: t.optional(
    t.boolean('whether options are shown in a random order, the same for every model; default false'),
  ),
  index: t.optional(
    Type.Union([Type.Literal(0), Type.Literal(1)], {
      description: 'number of the first option, if the target is the number of the right one',
    }),
  ),
})

export type JsonSettings = Static<typeof JsonSettings>
const JsonSettings = t.strict({
  schema: t.optional(
    Type.Union([Type.String({ minLength: 1 }), Type.Record(Type.String(), Type.Unknown())], {
      description: 'JSON Schema, or the file that holds it',
    }),
  ),
})

export type CodeSettings = Static<typeof CodeSettings>
const CodeSettings = t.strict({
  language: t.literals('python', 'javascript'),
  tests: Template('code that raises or throws when the program is wrong, or the column that lists such lines'),
  entryPoint: Template('name of the function that the tests call'),
  before: t.optional(Template('code that stands before the model’s: imports, the head of the function')),
})

export type JudgeSettings = Static<typeof JudgeSettings>
const JudgeSettings = t.strict({
  template: Template('what the judge is asked, with {answer}; or the file that holds it'),
  scale: t.optional(
    Type.Tuple([Type.Integer(), Type.Integer()], { description: 'lowest and highest rating; default 1 to 10' }),
  ),
  rubric: t.optional(Template('criteria of one sample, for {rubric}')),
})

/** How a reply is scored: one of these. */
const Score = Type.Union(
  [
    t.literals(...PLAIN),
    t.strict({
      choice: t.optional(ChoiceSettings),
      regex: t.optional(Type.String({ minLength: 1, description: 'finds the answer; its first group, if it has one' })),
      json: t.optional(JsonSettings),
      code: t.optional(CodeSettings),
      judge: t.optional(JudgeSettings),
    }),
  ],
  { description: 'how a reply is compared with the target' },
)

export type OwnDeclaration = Static<typeof OwnDeclaration>
export const OwnDeclaration = t.strict({
  name: t.optional(
    Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      maxLength: 80,
      description: 'letters, digits, dots, dashes; default: NAME of NAME.benchmark.yaml',
    }),
  ),
  about: t.optional(t.text('one line for evalkit list')),
  data: t.text('JSON Lines, CSV or Parquet; relative to this file'),
  sha256: t.optional(
    Type.String({ pattern: '^[0-9a-f]{64}$', description: 'of the data, if other bytes must be refused' }),
  ),
  id: t.optional(Template('of a sample; default: its line, from 0')),
  prompt: t.optional(Template('the user message, with {column} for a value')),
  messages: t.optional(
    Type.Array(
      t.strict({ role: t.literals('system', 'user', 'assistant'), content: Template('with {column} for a value') }),
      { minItems: 1, description: 'instead of prompt: a conversation whose last message is the user’s' },
    ),
  ),
  turns: t.optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description:
        'instead of prompt: user messages, each sent after the reply to the one before; the last reply is scored',
    }),
  ),
  target: t.optional(
    Type.Union([Template('the right answer'), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
      description: 'the right answer, or a list of right answers',
    }),
  ),
  gold: t.optional(Template('a reply that must score full marks, for evalkit benchmark check; default: the target')),
  score: Score,
  group: t.optional(Template('category, for tables by category')),
  margin: t.optional(
    Type.Number({ exclusiveMinimum: 0, description: 'largest loss that the gate allows, in points of the table' }),
  ),
  generation: t.optional(t.strict(Generation.properties)),
  repeats: t.optional(t.positive('replies to each sample')),
  api: t.optional(t.literals('chat', 'completions')),
  protected: t.optional(t.flag('its text must not appear in reports, logs or errors')),
})
