/** manifest.json: benchmark, protocol, model, settings and software of a run. */
import { type Static, Type } from 'typebox'
import * as t from './fields.ts'
import { ImportedFacts } from './imported.ts'
import { Canary, Generation } from './sample.ts'

const Stamp = t.text('UTC, ISO 8601')

export type DatasetFacts = Static<typeof DatasetFacts>
export const DatasetFacts = Type.Object({ files: t.byName(t.Text, 'file → sha256'), size: t.Count })

/** Price per million tokens. */
export type Price = Static<typeof Price>
export const Price = t.strict({
  input: t.Amount,
  output: t.Amount,
  currency: t.optional(Type.String({ minLength: 1, description: 'such as USD; absent: unknown' })),
})

/** How a model marks its reasoning, if the config says so. */
export type ReasoningMarkers = Static<typeof ReasoningMarkers>
export const ReasoningMarkers = t.strict({
  open: Type.String({ minLength: 1, pattern: '\\S', description: 'start of its reasoning, such as <musing>' }),
  close: Type.String({ minLength: 1, pattern: '\\S', description: 'end of its reasoning, such as </musing>' }),
})

export type ModelFacts = Static<typeof ModelFacts>
export const ModelFacts = Type.Object({
  label: t.Text,
  provider: t.Text,
  name: t.text('the server’s name for it, or the file’s name'),
  api: t.literals('chat', 'completions'),
  endpoint: t.optional(t.text('base address, without key or query')),
  version: t.optional(t.text('--model-version, or the sha256 of a local file')),
  step: t.optional(t.count('training step of this checkpoint')),
  series: t.optional(t.text('training run that this checkpoint belongs to')),
  price: t.optional(Price),
  weights: t.optional(t.text('file or folder of the weights, as reported by the server')),
  chatTemplate: t.optional(t.text('sha256 of the chat template that the server reports')),
  served: t.optional(t.text('how evalkit served these weights: the value of --serve')),
  reasoning: t.optional(ReasoningMarkers),
  claimed: t.optional(t.flag('replayed: its protocol is not proven')),
})

/** How scores become one number, if not by their mean over samples. */
export type Aggregate = Static<typeof Aggregate>
export const Aggregate = Type.Union([
  Type.Object({ kind: Type.Literal('pooled', { description: 'mean over all ratings' }) }),
  Type.Object({
    kind: Type.Literal('balanced', { description: 'mean of parts, each the mean of its groups’ means' }),
    parts: t.byName(Type.Array(t.Text)),
  }),
])

export type ProtocolFacts = Static<typeof ProtocolFacts>
export const ProtocolFacts = Type.Object({
  name: t.Text,
  version: t.optional(t.positive('of this protocol alone; absent: 1')),
  hash: t.text('of everything that makes a number comparable'),
  metric: t.Text,
  rule: t.optional(t.Text),
  check: t.optional(t.literals('split', 'in-place')),
  aggregate: t.optional(Aggregate),
  chance: t.optional(t.number('score of guessing; absent in runs of earlier versions')),
  shots: t.Count,
  changed: t.optional(t.texts('generation settings changed by flags or config, as name=value')),
})

/** Judges, their settings and their prompt templates. */
export type JudgeFacts = Static<typeof JudgeFacts>
export const JudgeFacts = Type.Object({
  judges: Type.Array(
    Type.Object({
      label: t.Text,
      provider: t.Text,
      name: t.text('as requested'),
      model: t.optional(t.text('as reported by the API')),
      endpoint: t.optional(t.Text),
      version: t.optional(t.Text),
      generation: t.optional(Generation),
      price: t.optional(Price),
      reasoning: t.optional(ReasoningMarkers),
    }),
    { minItems: 1 },
  ),
  generation: Generation,
  template: Type.Object({ source: t.text('the file, as given'), hash: t.text('of the templates in use') }),
  regrades: t.positive('verdicts per judge and turn'),
  minimum: t.positive('how many judges must give a rating'),
})

export type RunStatus = Static<typeof RunStatus>
export const RunStatus = t.literals('running', 'interrupted', 'incomplete', 'complete')

/**
 * A plan of looks, fixed before the first answer. A gate and the interval and p of a comparison spend their error over the looks.
 */
export type RunDesign = Static<typeof RunDesign>
export const RunDesign = Type.Union([
  Type.Object({
    kind: Type.Literal('escalate', { description: 'more answers to each sample while the gate is INCONCLUSIVE' }),
    answers: Type.Array(t.Positive, {
      minItems: 2,
      description: 'answers to each sample by stage; `trialsPerSample` is the current one',
    }),
  }),
  Type.Object({
    kind: Type.Literal('early-stop', { description: 'samples in a random order, until the gate is decided' }),
    looks: Type.Integer({ minimum: 2, description: 'evenly spaced, the last at all samples' }),
    seed: t.integer('of the order'),
    asked: t.count('how many samples were asked, in that order'),
    stopped: t.optional(t.literals('PASS', 'REGRESSED')),
  }),
])

/** manifest.json: who, what, with which. */
export type RunManifest = Static<typeof RunManifest>
export const RunManifest = Type.Object({
  schemaVersion: t.Positive,
  hash: t.text('equal hashes are the same run, and can resume one another'),
  group: t.text('shared by the runs that one command started'),
  spec: t.text('the model spec, as given; opens the same model when the run is resumed'),
  config: t.optional(
    t.object('the config file that was in force', {
      file: t.text('its path from the working folder'),
      sha256: t.Text,
    }),
  ),
  baseline: t.optional(t.text('the command’s baseline: the label of a model, or a stored baseline as @main')),
  versus: t.optional(
    t.object('the run whose answers these were judged against, and its model’s label', {
      run: t.Text,
      model: t.Text,
    }),
  ),
  mergedFrom: t.optional(t.texts('hashes of the shards this run was merged from')),
  rescoredFrom: t.optional(t.text('name of the run whose answers were scored again')),
  imported: t.optional(ImportedFacts),
  status: RunStatus,
  startedAt: Stamp,
  finishedAt: t.optional(Stamp),
  benchmark: Type.Object({
    name: t.Text,
    version: t.Positive,
    source: t.optional(t.text('the file that declares it, if it is the user’s own')),
    margin: t.optional(t.amount('largest loss that it allows a gate, in points of the table')),
  }),
  protocol: ProtocolFacts,
  model: ModelFacts,
  generation: Generation,
  trialsPerSample: t.positive('answers to each sample: repeats × option orders'),
  permutations: t.optional(
    Type.Integer({
      minimum: 2,
      description: 'number of option orders; successive repeats rotate the options by one position',
    }),
  ),
  design: t.optional(RunDesign),
  protected: t.optional(
    t.object('questions must not appear in reports, logs or errors', { canary: t.optional(Canary) }),
  ),
  dataset: DatasetFacts,
  items: Type.Object({
    count: t.Count,
    hash: t.text('of the sample ids, in order'),
    selection: t.optional(t.text('the --limit or --sample-id that selected them')),
    shard: t.optional(
      Type.Object({
        index: t.Positive,
        of: t.Positive,
        count: t.positive('samples of all shards'),
        hash: t.text('of the sample ids of all shards, in order'),
        run: t.text('equal for the shards of one run, whatever their endpoints'),
      }),
    ),
  }),
  sandbox: t.optional(
    Type.Object({
      engine: t.Text,
      versions: t.byName(t.Text),
      wallMs: t.number('time limit of one program on this machine'),
    }),
  ),
  judge: t.optional(JudgeFacts),
  software: Type.Object({
    evalkit: t.Text,
    node: t.Text,
    platform: t.Text,
    commit: t.optional(t.text('of the working folder’s git repository')),
  }),
})
