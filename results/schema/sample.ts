/** Messages, generation settings and replies; and the sample that is asked. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'

export type Message = Static<typeof Message>
export const Message = Type.Object({ role: t.literals('system', 'user', 'assistant'), content: t.Text })

/** What one request sends: messages to a chat API, plain text to a completions API. */
export type Prompt = Static<typeof Prompt>
export const Prompt = Type.Union([Type.Array(Message), t.Text])

/** How replies are drawn. An absent field is not sent, so the server's own default holds. */
export type Generation = Static<typeof Generation>
export const Generation = Type.Object({
  temperature: t.optional(t.Amount),
  topP: t.optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  maxTokens: t.optional(t.Positive),
  seed: t.optional(Type.Integer()),
  stop: t.optional(Type.Array(Type.String({ minLength: 1 }))),
  system: t.optional(t.text('system message put before the first turn')),
  reasoningEffort: t.optional(t.Text),
  omit: t.optional(
    t.list(Type.String({ minLength: 1 }), 'fields of the request body that are not sent, as the server refuses them'),
  ),
  extraBody: t.optional(t.byName(Type.Unknown())),
})

export type Usage = Static<typeof Usage>
export const Usage = Type.Object({
  inputTokens: t.optional(t.Count),
  outputTokens: t.optional(t.Count),
  reasoningTokens: t.optional(t.Count),
})

/**
 * Why a reply ended. `stop`: the model ended it; `length`: cut at a token limit; `timeout`: cut by `--timeout`
 * after the first token; `other`: the server gave no reason, or the model called a tool.
 */
export type FinishReason = Static<typeof FinishReason>
export const FinishReason = t.literals('stop', 'length', 'timeout', 'content-filter', 'other')

/** What followed a stop sequence that the server did not end the reply at. `text` + `rest` is the reply as it came. */
export type StopCut = Static<typeof StopCut>
export const StopCut = Type.Object({
  stop: t.text('the stop sequence'),
  rest: t.text('from the sequence on'),
  finishReason: FinishReason,
})

/** How likely a model finds one continuation of a prompt. */
export type Likelihood = Static<typeof Likelihood>
export const Likelihood = Type.Object({
  text: t.text('the continuation, with the space that joins it to the prompt'),
  logLikelihood: t.number('natural logarithm of its probability, at most 0: the sum over its tokens'),
  tokens: t.optional(t.positive('tokens of the continuation; absent: a replay')),
})

/** One reply as it came, up to the first stop sequence: reasoning inside `text` stays there and is separated by the scorer. */
export type Completion = Static<typeof Completion>
export const Completion = Type.Object({
  text: t.Text,
  reasoning: t.optional(t.text('reasoning that the server sent in a separate field')),
  refusal: t.optional(t.text('the API’s own refusal field')),
  finishReason: FinishReason,
  cut: t.optional(StopCut),
  likelihoods: t.optional(t.list(Likelihood, 'of the continuations asked for; the text is the most likely one')),
  usage: t.optional(Usage),
  unknownParts: t.optional(t.texts('types of the parts of its content that evalkit does not know')),
  model: t.optional(t.text('the model id the server said it used')),
  latencyMs: t.optional(t.amount('of the request that succeeded')),
  firstTokenMs: t.optional(t.amount('until the first token, of streamed replies')),
  tries: t.optional(t.positive('requests it took, if more than one')),
  cached: t.optional(t.flag('a reply of an earlier run, from the cache')),
})

export type Turn = Static<typeof Turn>
export const Turn = Type.Object({ prompt: Prompt, completion: Completion })

/** All turns of one trial: a single question is a conversation of length one. */
export type Attempt = Static<typeof Attempt>
export const Attempt = Type.Object({ turns: Type.Array(Turn) })

/** The task that an answer in code must solve, with its tests. */
export type ProgramTask = Static<typeof ProgramTask>
export const ProgramTask = Type.Object({
  language: t.literals('python', 'javascript'),
  prompt: t.text('what the model was given: imports, helpers and the head of the function'),
  tests: t.text('raises or throws when the program is wrong'),
  entryPoint: t.text('name of the function under test'),
  stops: t.optional(t.texts('strings that end the function in a raw continuation')),
})

/** An instruction whose compliance a rule can check. */
export type Instruction = Static<typeof Instruction>
export const Instruction = Type.Object({
  kind: t.text('the benchmark’s own name of the rule, such as punctuation:no_comma'),
  args: t.byName(Type.Unknown()),
})

/** How the options of a multiple-choice question were shown. */
export const OptionOrder = t.list(t.Count, 'position p shows option order[p]; option 0 is the right one')

/** Stored wherever text of a protected benchmark is stored. */
export const Canary = t.text('marks this text as not to be used for training')

/** A prepared question: what is asked, and what a right answer is. */
export type Sample = Static<typeof Sample>
export const Sample = Type.Object({
  id: t.text('<benchmark>/<upstream number or 0-based line>'),
  turns: t.texts('the user turns, as a chat API gets them'),
  history: t.optional(t.list(Message, 'messages before the first turn; its system message takes precedence')),
  prompt: t.optional(t.text('sent to a completions API instead')),
  continuations: t.optional(t.texts('the options, if the log-likelihood of each is asked for and no reply')),
  target: t.optional(t.text('the right answer, as the scorer compares it')),
  alternatives: t.optional(t.texts('other right answers')),
  program: t.optional(ProgramTask),
  instructions: t.optional(Type.Array(Instruction)),
  group: t.optional(t.text('category or subject, for tables by group; `area / subject` if subjects have areas')),
  order: t.optional(OptionOrder),
  canary: t.optional(Canary),
  generation: t.optional(Generation),
  references: t.optional(t.texts('a good answer to each turn, for the judge')),
  rubric: t.optional(t.text('the judge’s criteria, if they differ between questions')),
})
