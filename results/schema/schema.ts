/**
 * Whatever reaches the disk, declared once: the TypeScript type and the JSON Schema come from the same line.
 *
 * Other files import the types only (`import type`), since the schema library takes longer to load than a run to start;
 * `validate.ts` loads these values, when there is something of unknown origin to check. Fractions are 0–1, times end in `Ms`, an absent
 * field means "not applicable": nothing here is ever null, but for an answer that was looked for and not found.
 */
import { type Static, Type } from 'typebox'

export const literals = <const Names extends readonly string[]>(...names: Names) =>
  Type.Unsafe<Names[number]>({ type: 'string', enum: [...names] })

export const Count = Type.Integer({ minimum: 0 })
const Stamp = Type.String({ description: 'UTC, ISO 8601' })

export type Message = Static<typeof Message>
export const Message = Type.Object({ role: literals('system', 'user', 'assistant'), content: Type.String() })

/** What one request sends: messages to a chat API, plain text to a completions API. */
export type Prompt = Static<typeof Prompt>
export const Prompt = Type.Union([Type.Array(Message), Type.String()])

/** How replies are drawn. An absent field is not sent, so the server's own default holds. */
export type Generation = Static<typeof Generation>
export const Generation = Type.Object({
  temperature: Type.Optional(Type.Number({ minimum: 0 })),
  topP: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  maxTokens: Type.Optional(Type.Integer({ minimum: 1 })),
  seed: Type.Optional(Type.Integer()),
  stop: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  system: Type.Optional(Type.String({ description: 'system message put before the first turn' })),
  reasoningEffort: Type.Optional(Type.String()),
  omit: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description: 'fields of the request body that are not sent, as the server refuses them',
    }),
  ),
  extraBody: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})

export type Usage = Static<typeof Usage>
export const Usage = Type.Object({
  inputTokens: Type.Optional(Count),
  outputTokens: Type.Optional(Count),
  reasoningTokens: Type.Optional(Count),
})

/**
 * Why a reply ended. `stop`: the model ended it; `length`: cut at a token limit; `timeout`: cut by our clock
 * after tokens had flowed; `other`: the server gave no reason, or the model called a tool.
 */
export type FinishReason = Static<typeof FinishReason>
export const FinishReason = literals('stop', 'length', 'timeout', 'content-filter', 'other')

/** What followed a stop sequence that the server did not end the reply at. `text` + `rest` is the reply as it came. */
export type StopCut = Static<typeof StopCut>
export const StopCut = Type.Object({
  stop: Type.String({ description: 'the stop sequence' }),
  rest: Type.String({ description: 'from the sequence on' }),
  finishReason: FinishReason,
})

/** One reply as it came, up to the first stop sequence: thinking inside `text` is left there, and taken apart when it is scored. */
export type Completion = Static<typeof Completion>
export const Completion = Type.Object({
  text: Type.String(),
  reasoning: Type.Optional(Type.String({ description: 'thinking the server sent in a field of its own' })),
  refusal: Type.Optional(Type.String({ description: 'the API’s own refusal field' })),
  finishReason: FinishReason,
  cut: Type.Optional(StopCut),
  usage: Type.Optional(Usage),
  unknownParts: Type.Optional(
    Type.Array(Type.String(), { description: 'types of the parts of its content that evalkit does not know' }),
  ),
  model: Type.Optional(Type.String({ description: 'the model id the server said it used' })),
  latencyMs: Type.Optional(Type.Number({ minimum: 0, description: 'of the request that succeeded' })),
  firstTokenMs: Type.Optional(
    Type.Number({ minimum: 0, description: 'until the first word came, where replies are streamed' }),
  ),
  tries: Type.Optional(Type.Integer({ minimum: 1, description: 'requests it took, when more than one' })),
  cached: Type.Optional(Type.Literal(true, { description: 'a reply of an earlier run: nobody was asked now' })),
})

export type Turn = Static<typeof Turn>
export const Turn = Type.Object({ prompt: Prompt, completion: Completion })

/** All turns of one trial: a single question is a conversation of length one. */
export type Attempt = Static<typeof Attempt>
export const Attempt = Type.Object({ turns: Type.Array(Turn) })

/** What an answer that is code is tried with. */
export type ProgramTask = Static<typeof ProgramTask>
export const ProgramTask = Type.Object({
  language: literals('python', 'javascript'),
  prompt: Type.String({ description: 'what the model was given: imports, helpers and the head of the function' }),
  tests: Type.String({ description: 'raises or throws when the program is wrong' }),
  entryPoint: Type.String({ description: 'name of the function under test' }),
  stops: Type.Optional(Type.Array(Type.String(), { description: 'where a raw continuation has left the function' })),
})

/** How the options of a multiple-choice question were shown. */
const OptionOrder = Type.Array(Count, { description: 'position p shows option order[p]; option 0 is the right one' })

/** Wherever text of a protected benchmark is kept, its authors' mark is kept beside it. */
const Canary = Type.String({ description: 'by which collectors of training data are asked to pass this text over' })

/** A prepared question: what is asked, and what a right answer is. */
export type Sample = Static<typeof Sample>
export const Sample = Type.Object({
  id: Type.String({ description: '<benchmark>/<upstream number or 0-based line>' }),
  turns: Type.Array(Type.String(), { description: 'the user turns, as a chat API gets them' }),
  history: Type.Optional(
    Type.Array(Message, { description: 'what was said before the first turn; its system message wins' }),
  ),
  prompt: Type.Optional(Type.String({ description: 'what a completions API gets instead' })),
  target: Type.Optional(Type.String({ description: 'the right answer, as the scorer compares it' })),
  program: Type.Optional(ProgramTask),
  group: Type.Optional(Type.String({ description: 'category or subject, for tables by group' })),
  order: Type.Optional(OptionOrder),
  canary: Type.Optional(Canary),
  generation: Type.Optional(Generation),
  references: Type.Optional(Type.Array(Type.String(), { description: 'a good answer to each turn, for the judge' })),
  rubric: Type.Optional(
    Type.String({ description: 'what the judge looks at, where that differs from question to question' }),
  ),
})

/** Where in the reply's text an answer stands: UTF-16 offsets, end exclusive. */
export type Span = Static<typeof Span>
export const Span = Type.Tuple([Count, Count])

/** What one extraction rule made of the reply; `answer: null` means it looked and found nothing. */
export type Reading = Static<typeof Reading>
export const Reading = Type.Object({
  answer: Type.Union([Type.String(), Type.Null()]),
  value: Type.Number(),
  via: Type.Optional(Type.String({ description: 'the branch of the rule that fired' })),
  span: Type.Optional(Span),
  mark: Type.Optional(Span),
})

/** What the model itself did wrong, shown in every table. */
export type Flaw = Static<typeof Flaw>
export const Flaw = literals('truncated', 'empty', 'refused')

/** Where a reply was cut before it was read, since the model wrote on after its answer. */
export type RunOn = Static<typeof RunOn>
export const RunOn = Type.Object({
  at: Type.Integer({ minimum: 0, description: 'offset in the text of the reply' }),
  mark: Type.String({
    description: 'what the rest begins with: an invented `Question:`, a token such as `<|im_end|>`',
  }),
  leaked: Type.Boolean({ description: 'the mark is a token of the chat template' }),
  ranOn: Type.Boolean({ description: 'more text follows' }),
})

/** A tag that opens an answer and that is no known mark of reasoning. */
export type OpeningTag = Static<typeof OpeningTag>
export const OpeningTag = Type.Object({
  open: Type.String(),
  close: Type.String({ description: 'as the reply has it, or as it would most likely be' }),
})

/** What became of a program: its outcome is one of the sandbox's, `missing-module`, or `no-code`. */
export type ProgramVerdict = Static<typeof ProgramVerdict>
export const ProgramVerdict = Type.Object({
  outcome: Type.String(),
  module: Type.Optional(Type.String({ description: 'what `missing-module` misses: `numpy`' })),
  detail: Type.String({ description: 'the last lines of the traceback, or a sentence; empty for a pass' }),
  wallMs: Type.Optional(Type.Number({ minimum: 0 })),
})

export type Score = Static<typeof Score>
export const Score = Type.Object({
  value: Type.Number({ description: 'within the scorer’s range' }),
  answer: Type.Union([Type.String(), Type.Null()]),
  rule: Type.Optional(Type.String({ description: 'the extraction rule behind value and answer' })),
  via: Type.Optional(Type.String()),
  span: Type.Optional(Span),
  mark: Type.Optional(Span),
  flaw: Type.Optional(Flaw),
  runOn: Type.Optional(RunOn),
  openingTag: Type.Optional(OpeningTag),
  verdict: Type.Optional(ProgramVerdict),
  readings: Type.Optional(Type.Record(Type.String(), Reading, { description: 'every rule, side by side' })),
})

/** One reply of a judge to one request for a verdict. */
export type JudgeAttempt = Static<typeof JudgeAttempt>
export const JudgeAttempt = Type.Object({
  reminder: Type.Optional(
    Type.String({ description: 'what was added to the prompt, where an earlier reply had no rating' }),
  ),
  completion: Completion,
})

export type JudgeFailure = Static<typeof JudgeFailure>
export const JudgeFailure = Type.Object({
  kind: literals('unreadable', 'too-long', 'no-reply'),
  message: Type.String(),
})

/** What one judge made of one turn: a rating, or why there is none. */
export type JudgeVerdict = Static<typeof JudgeVerdict>
export const JudgeVerdict = Type.Object({
  judge: Type.String({ description: 'label' }),
  regrade: Type.Integer({ minimum: 1, description: 'which of the verdicts asked of this judge on this turn' }),
  attempts: Type.Array(JudgeAttempt),
  rating: Type.Optional(Type.Number()),
  rule: Type.String({ description: 'the rule that read the rating' }),
  via: Type.Optional(Type.String()),
  conflicting: Type.Optional(
    Type.Literal(true, { description: 'another rating in the reply, as deliberate, says otherwise' }),
  ),
  dimensions: Type.Optional(Type.Record(Type.String(), Type.Number())),
  readings: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()]), {
      description: 'what every rule makes of the first reply',
    }),
  ),
  failure: Type.Optional(JudgeFailure),
})

/** A turn as it was judged. */
export type TurnRating = Static<typeof TurnRating>
export const TurnRating = Type.Object({
  turn: Type.Integer({ minimum: 1 }),
  template: Type.String({ description: 'name of the template' }),
  prompt: Type.Array(Message, { description: 'the template, filled: what each judge was asked at first' }),
  answerLength: Type.Optional(Type.Integer({ minimum: 0, description: 'characters of the answer as it was shown' })),
  verdicts: Type.Array(JudgeVerdict),
  rating: Type.Optional(Type.Number({ description: 'over the judges; absent where too few could be read' })),
  swapped: Type.Optional(
    Type.Literal(true, { description: 'of two answers the judged model’s came second; the rating is its own points' }),
  ),
})

export type UnscoredReason = Static<typeof UnscoredReason>
export const UnscoredReason = literals('model-error', 'judge-error', 'judge-overflow', 'sandbox-error', 'missing')

export type ErrorFacts = Static<typeof ErrorFacts>
export const ErrorFacts = Type.Object({
  message: Type.String(),
  hint: Type.Optional(Type.String({ description: 'what to do about it' })),
  status: Type.Optional(Type.Integer({ description: 'HTTP status' })),
  tries: Type.Optional(Type.Integer({ minimum: 1 })),
})

/** Exactly one of the two; unscored only where the cause is independent of the reply. */
export type Outcome = Static<typeof Outcome>
export const Outcome = Type.Union([
  Type.Object({ kind: Type.Literal('scored'), score: Score }),
  Type.Object({ kind: Type.Literal('unscored'), reason: UnscoredReason, error: ErrorFacts }),
])

/** What is known of a reply whose text is not kept, as in a stored baseline. */
export type ReplyFacts = Static<typeof ReplyFacts>
export const ReplyFacts = Type.Object({
  digest: Type.Optional(Type.String({ description: 'equal replies have equal ones; absent for an empty reply' })),
  leaked: Type.Optional(Type.Literal(true, { description: 'it shows a token of the chat template' })),
  ranOn: Type.Optional(Type.Literal(true, { description: 'it went on after its answer' })),
  loop: Type.Optional(Type.Literal(true, { description: 'it ends in the same words over and over' })),
})

/** One line of samples.jsonl: one finished trial. */
export type SampleRecord = Static<typeof SampleRecord>
export const SampleRecord = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  id: Type.String(),
  repeat: Type.Integer({ minimum: 1 }),
  target: Type.Optional(Type.String()),
  program: Type.Optional(ProgramTask),
  group: Type.Optional(Type.String()),
  order: Type.Optional(OptionOrder),
  canary: Type.Optional(Canary),
  generation: Type.Optional(Generation),
  references: Type.Optional(Type.Array(Type.String())),
  rubric: Type.Optional(Type.String()),
  outcome: Outcome,
  attempt: Attempt,
  reply: Type.Optional(ReplyFacts),
  ratings: Type.Optional(Type.Array(TurnRating, { description: 'by a judge, turn by turn' })),
})

/** A judge's reply as it came, to a prompt that is known by its hash. */
export type JudgeReply = Static<typeof JudgeReply>
export const JudgeReply = Type.Object({
  judge: Type.String(),
  regrade: Type.Integer({ minimum: 1 }),
  prompt: Type.String({ description: 'hash' }),
  completion: Completion,
})

/** One line of partial.jsonl: what a trial that is not finished has already. */
export type PartialLine = Static<typeof PartialLine>
export const PartialLine = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  id: Type.String(),
  repeat: Type.Integer({ minimum: 1 }),
  turn: Type.Optional(Turn),
  reply: Type.Optional(JudgeReply),
  rating: Type.Optional(TurnRating),
})

export type DatasetFacts = Static<typeof DatasetFacts>
export const DatasetFacts = Type.Object({
  files: Type.Record(Type.String(), Type.String(), { description: 'file → sha256' }),
  size: Count,
})

/** What tokens cost, per million. */
export type Price = Static<typeof Price>
export const Price = Type.Object(
  {
    input: Type.Number({ minimum: 0 }),
    output: Type.Number({ minimum: 0 }),
    currency: Type.Optional(Type.String({ minLength: 1, description: 'such as USD; absent: nobody has said' })),
  },
  { additionalProperties: false },
)

/** How a model marks its reasoning, where its user says so. */
export type ReasoningMarkers = Static<typeof ReasoningMarkers>
export const ReasoningMarkers = Type.Object(
  {
    open: Type.String({
      minLength: 1,
      pattern: '\\S',
      description: 'what its reasoning begins with, such as <musing>',
    }),
    close: Type.String({
      minLength: 1,
      pattern: '\\S',
      description: 'what its reasoning ends with, such as </musing>',
    }),
  },
  { additionalProperties: false },
)

export type ModelFacts = Static<typeof ModelFacts>
export const ModelFacts = Type.Object({
  label: Type.String(),
  provider: Type.String(),
  name: Type.String({ description: 'as the server knows it, or the file’s name' }),
  api: literals('chat', 'completions'),
  endpoint: Type.Optional(Type.String({ description: 'base address, without key or query' })),
  version: Type.Optional(Type.String({ description: '--model-version, or the sha256 of a local file' })),
  price: Type.Optional(Price),
  weights: Type.Optional(
    Type.String({ description: 'file or folder that the server says the model was loaded from, where it does' }),
  ),
  chatTemplate: Type.Optional(
    Type.String({ description: 'sha256 of the chat template that the server reports, where it does' }),
  ),
  reasoning: Type.Optional(ReasoningMarkers),
  claimed: Type.Optional(Type.Literal(true, { description: 'replayed: it cannot prove its protocol' })),
})

/** How scores become one number, where that is not the mean over samples. */
export type Aggregate = Static<typeof Aggregate>
export const Aggregate = Type.Union([
  Type.Object({ kind: Type.Literal('pooled', { description: 'mean over all ratings, whichever sample they are of' }) }),
  Type.Object({
    kind: Type.Literal('balanced', { description: 'mean of parts, each the mean of its groups’ means' }),
    parts: Type.Record(Type.String(), Type.Array(Type.String())),
  }),
])

export type ProtocolFacts = Static<typeof ProtocolFacts>
export const ProtocolFacts = Type.Object({
  name: Type.String(),
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'of this protocol alone; absent: 1' })),
  hash: Type.String({ description: 'of everything that makes a number comparable' }),
  metric: Type.String(),
  rule: Type.Optional(Type.String()),
  check: Type.Optional(literals('split', 'in-place')),
  aggregate: Type.Optional(Aggregate),
  chance: Type.Optional(Type.Number({ description: 'what guessing scores; absent in runs of earlier versions' })),
  shots: Count,
  changed: Type.Optional(
    Type.Array(Type.String(), { description: 'generation settings that flags or config set otherwise, as name=value' }),
  ),
})

/** What the authors of a judged benchmark make of its verdicts: shown beside the score. */
export interface UpstreamReading {
  /** Name of their rule. */
  readonly rule: string
  /** What becomes of a verdict that it cannot read. */
  readonly unreadable: 'dropped' | number
  readonly aggregate: Aggregate
}

/** Who judged, by what. */
export type JudgeFacts = Static<typeof JudgeFacts>
export const JudgeFacts = Type.Object({
  judges: Type.Array(
    Type.Object({
      label: Type.String(),
      provider: Type.String(),
      name: Type.String({ description: 'as it was asked for' }),
      model: Type.Optional(Type.String({ description: 'as the API said it answered' })),
      endpoint: Type.Optional(Type.String()),
      version: Type.Optional(Type.String()),
      generation: Type.Optional(Generation),
      price: Type.Optional(Price),
      reasoning: Type.Optional(ReasoningMarkers),
    }),
    { minItems: 1 },
  ),
  generation: Generation,
  template: Type.Object({
    source: Type.String({ description: 'the file, as named' }),
    hash: Type.String({ description: 'of the templates in use' }),
  }),
  regrades: Type.Integer({ minimum: 1, description: 'verdicts asked of each judge on each turn' }),
  minimum: Type.Integer({ minimum: 1, description: 'judges whose rating must be there' }),
})

export type RunStatus = Static<typeof RunStatus>
export const RunStatus = literals('running', 'interrupted', 'incomplete', 'complete')

/**
 * A plan of looks that was fixed before the first answer. A gate spends its error over them, and so do the interval and the p
 * of a comparison.
 */
export type RunDesign = Static<typeof RunDesign>
export const RunDesign = Type.Union([
  Type.Object({
    kind: Type.Literal('escalate', { description: 'more answers to each sample while the gate is INCONCLUSIVE' }),
    answers: Type.Array(Type.Integer({ minimum: 1 }), {
      minItems: 2,
      description: 'to each sample after each stage; `repeats` is where the run is',
    }),
  }),
  Type.Object({
    kind: Type.Literal('early-stop', { description: 'samples in a random order, until the gate is decided' }),
    looks: Type.Integer({ minimum: 2, description: 'evenly spaced, the last at all samples' }),
    seed: Type.Integer({ description: 'of the order' }),
    asked: Type.Integer({ minimum: 0, description: 'samples that were asked, the first in that order' }),
    stopped: Type.Optional(literals('PASS', 'REGRESSED')),
  }),
])

/** manifest.json: who, what, with which. */
export type RunManifest = Static<typeof RunManifest>
export const RunManifest = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  hash: Type.String({ description: 'equal hashes are the same run, and can resume one another' }),
  group: Type.String({ description: 'shared by the runs that one command started' }),
  spec: Type.String({ description: 'the model spec, as given; opens the same model when the run is resumed' }),
  baseline: Type.Optional(
    Type.String({
      description: 'what the command compared its models with: the label of one of them, or a stored baseline as @main',
    }),
  ),
  versus: Type.Optional(
    Type.Object(
      { run: Type.String(), model: Type.String() },
      { description: 'whose answers these were judged against, pair by pair: name of the run and label' },
    ),
  ),
  mergedFrom: Type.Optional(
    Type.Array(Type.String(), { description: 'hashes of the parts this run was put together from' }),
  ),
  rescoredFrom: Type.Optional(Type.String({ description: 'name of the run whose answers these are' })),
  status: RunStatus,
  startedAt: Stamp,
  finishedAt: Type.Optional(Stamp),
  benchmark: Type.Object({ name: Type.String(), version: Type.Integer({ minimum: 1 }) }),
  protocol: ProtocolFacts,
  model: ModelFacts,
  generation: Generation,
  repeats: Type.Integer({ minimum: 1, description: 'answers to each sample, those to permuted options included' }),
  permutations: Type.Optional(
    Type.Integer({
      minimum: 2,
      description: 'of so many repeats in turn, each shows the options turned by one position',
    }),
  ),
  design: Type.Optional(RunDesign),
  protected: Type.Optional(
    Type.Object(
      { canary: Type.Optional(Canary) },
      { description: 'no text of the questions may stand in reports, logs or errors' },
    ),
  ),
  dataset: DatasetFacts,
  items: Type.Object({
    count: Count,
    hash: Type.String({ description: 'of the sample ids, in order' }),
    selection: Type.Optional(Type.String({ description: 'the --limit or --sample-id that left some out' })),
    shard: Type.Optional(
      Type.Object({
        index: Type.Integer({ minimum: 1 }),
        of: Type.Integer({ minimum: 1 }),
        count: Type.Integer({ minimum: 1, description: 'samples of all parts' }),
        hash: Type.String({ description: 'of the sample ids of all parts, in order' }),
        run: Type.String({ description: 'equal for the parts of one run, at whatever address its model was asked' }),
      }),
    ),
  }),
  sandbox: Type.Optional(
    Type.Object({
      engine: Type.String(),
      versions: Type.Record(Type.String(), Type.String()),
      wallMs: Type.Number({ description: 'limit of one program on this machine' }),
    }),
  ),
  judge: Type.Optional(JudgeFacts),
  software: Type.Object({
    evalkit: Type.String(),
    node: Type.String(),
    platform: Type.String(),
    commit: Type.Optional(Type.String({ description: 'of the working folder’s git repository' })),
  }),
})

export type Interval = Static<typeof Interval>
export const Interval = Type.Tuple([Type.Number(), Type.Number()])

export const Range = Type.Tuple([Type.Number(), Type.Number()], { description: 'what a score can be; absent: 0 to 1' })

/** How far a rule's verdicts lie from the headline rule's on the same replies. */
export type RuleSummary = Static<typeof RuleSummary>
export const RuleSummary = Type.Object({
  score: Type.Number({ description: 'over the scored trials that carry a reading by this rule' }),
  unanswered: Count,
  gained: Type.Integer({ minimum: 0, description: 'right by this rule, wrong by the headline rule' }),
  lost: Type.Integer({ minimum: 0, description: 'wrong by this rule, right by the headline rule' }),
})

/** What became of the trials whose right option stood at one letter, and how often that letter was chosen. */
export type PositionSummary = Static<typeof PositionSummary>
export const PositionSummary = Type.Object({
  trials: Count,
  score: Type.Optional(Type.Number({ description: 'mean over those trials; absent without any' })),
  chosen: Type.Number({ description: 'share of all scored trials whose answer was this letter' }),
})

/** The mean of a group, a category for example. */
export type GroupSummary = Static<typeof GroupSummary>
export const GroupSummary = Type.Object({ score: Type.Number(), n: Count })

/** How far the ratings can be trusted. */
export type JudgeHealth = Static<typeof JudgeHealth>
export const JudgeHealth = Type.Object({
  verdicts: Type.Integer({ minimum: 0, description: 'asked for: turns × judges × regrades' }),
  readAtOnce: Count,
  readAfterRetries: Type.Integer({ minimum: 0, description: 'the first reply had no rating, a later one had' }),
  unreadable: Type.Integer({ minimum: 0, description: 'no reply had one' }),
  conflicting: Type.Optional(
    Type.Integer({ minimum: 1, description: 'read, though the reply holds another rating as deliberate' }),
  ),
  tooLong: Type.Integer({ minimum: 0, description: 'the prompt does not fit the judge' }),
  noReply: Type.Integer({ minimum: 0, description: 'the judge could not be had' }),
  models: Type.Record(Type.String(), Type.Array(Type.String()), {
    description: 'judge → the models that the API said answered',
  }),
  histogram: Type.Array(Type.Object({ rating: Type.Number(), verdicts: Count }), {
    description: 'lowest rating first',
  }),
  judges: Type.Optional(Type.Record(Type.String(), GroupSummary, { description: 'by judge, where there are several' })),
  alpha: Type.Optional(
    Type.Number({ description: 'Krippendorff’s alpha between judges: 1 perfect agreement, 0 that of chance' }),
  ),
  spread: Type.Optional(
    Type.Object(
      {
        judge: Type.Number({ minimum: 0, description: 'between verdicts of one judge on one answer' }),
        answer: Type.Optional(Type.Number({ minimum: 0, description: 'between answers to one question' })),
        question: Type.Optional(Type.Number({ minimum: 0, description: 'between questions' })),
      },
      { description: 'standard deviations of a single rating, apart from each other; where answers were rated twice' },
    ),
  ),
  lengthCorrelation: Type.Optional(
    Type.Number({ minimum: -1, maximum: 1, description: 'Spearman’s, between an answer’s length and its rating' }),
  ),
  ties: Type.Optional(Type.Number({ description: 'chance that two verdicts drawn from all are the same rating' })),
  tokens: Usage,
})

/** Matches of one model against another, each a turn judged twice with places changed. */
export type MatchFacts = Static<typeof MatchFacts>
export const MatchFacts = Type.Object({
  wins: Count,
  ties: Count,
  losses: Count,
  dropped: Type.Integer({ minimum: 0, description: 'without a readable verdict in both games' }),
  winRate: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  adjustedWinRate: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'a tie is half a win' })),
  positionFlips: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'matches whose winner changed with the places' }),
  ),
})

/** summary.json: one run in numbers. `score` and `interval` are in the metric's own unit, fractions as 0–1. */
export type BenchmarkSummary = Static<typeof BenchmarkSummary>
export const BenchmarkSummary = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  metric: Type.String(),
  range: Type.Optional(Range),
  score: Type.Optional(Type.Number({ description: 'absent when nothing was scored' })),
  interval: Type.Optional(Interval),
  intervalMethod: Type.Optional(Type.String()),
  n: Type.Integer({ minimum: 0, description: 'samples with at least one scored repeat' }),
  trials: Type.Integer({ minimum: 0, description: 'scored trials' }),
  pending: Type.Integer({ minimum: 0, description: 'planned trials without a record' }),
  correct: Type.Optional(Type.Integer({ minimum: 0, description: '0/1 scores, one repeat' })),
  unscored: Count,
  unscoredReasons: Type.Record(Type.String(), Count),
  unscoredCauses: Type.Optional(
    Type.Array(
      Type.Object({
        message: Type.String(),
        hint: Type.Optional(Type.String()),
        trials: Type.Integer({ minimum: 1, description: 'that failed alike' }),
        sample: Type.String({ description: 'one of them' }),
      }),
      { description: 'why trials have no score, the commonest first' },
    ),
  ),
  endedBy: Type.Optional(
    Type.Object(
      { message: Type.String(), hint: Type.Optional(Type.String()) },
      { description: 'what ended the run before its time; absent once it is complete' },
    ),
  ),
  unanswered: Count,
  truncated: Count,
  empty: Count,
  refused: Count,
  ranOn: Type.Optional(
    Type.Integer({ minimum: 1, description: 'replies that went on after their answer; read up to there' }),
  ),
  openingTag: Type.Optional(
    Type.Object(
      { ...OpeningTag.properties, replies: Type.Integer({ minimum: 1 }) },
      { description: 'the tag that opens a fifth of the replies or more, and that is no known mark of reasoning' },
    ),
  ),
  leaked: Type.Optional(Type.Integer({ minimum: 1, description: 'replies that show a token of the chat template' })),
  loops: Type.Optional(Type.Integer({ minimum: 1, description: 'replies that end in the same words over and over' })),
  replyLength: Type.Optional(
    Type.Number({ minimum: 0, description: 'median characters of a reply, with its reasoning; within 0.5%' }),
  ),
  metrics: Type.Optional(
    Type.Record(Type.String(), Type.Number(), { description: 'beside the headline, such as pass@10' }),
  ),
  matches: Type.Optional(MatchFacts),
  verdicts: Type.Optional(Type.Record(Type.String(), Count, { description: 'what became of the programs' })),
  missingModules: Type.Optional(
    Type.Record(Type.String(), Count, { description: 'programs by the module that they import and the sandbox lacks' }),
  ),
  rules: Type.Optional(Type.Record(Type.String(), RuleSummary)),
  vias: Type.Optional(Type.Record(Type.String(), Count, { description: 'which branch of the headline rule fired' })),
  positions: Type.Optional(Type.Record(Type.String(), PositionSummary, { description: 'by letter of an option' })),
  rightCounts: Type.Optional(
    Type.Array(Count, {
      description:
        'with repeats and 0/1 scores: entry c counts samples of whose answers exactly c were right; those with all scored',
    }),
  ),
  allOrders: Type.Optional(
    Type.Number({ description: 'with permutations: share of the questions answered rightly in every order' }),
  ),
  groups: Type.Optional(Type.Record(Type.String(), GroupSummary)),
  dimensions: Type.Optional(
    Type.Record(Type.String(), GroupSummary, { description: 'what a judge rated beside the whole' }),
  ),
  judging: Type.Optional(JudgeHealth),
  servedModels: Type.Optional(
    Type.Record(Type.String(), Count, {
      description: 'replies by the name of the model that the server put into them',
    }),
  ),
  tokens: Usage,
  cost: Type.Optional(
    Type.Number({ minimum: 0, description: 'of the tokens, where their price is known; kept replies are free' }),
  ),
  judgeCost: Type.Optional(
    Type.Number({ minimum: 0, description: 'of the judges’ tokens, where the price of each is known; beside `cost`' }),
  ),
  currency: Type.Optional(Type.String({ description: 'of the two' })),
  cached: Type.Optional(Type.Integer({ minimum: 1, description: 'replies kept from earlier runs' })),
  latencyMs: Type.Optional(Type.Object({ median: Type.Number(), p95: Type.Number() })),
  firstTokenMs: Type.Optional(Type.Object({ median: Type.Number(), p95: Type.Number() })),
  wallMs: Type.Number({ minimum: 0, description: 'time spent running, over all sittings' }),
})
