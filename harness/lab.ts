/** A lab is a benchmark and a model, ready to run: everything that decides the number, written down in a manifest. */
import { randomBytes } from 'node:crypto'
import type { Benchmark, Protocol } from '../benchmarks/benchmark.ts'
import type { DataOptions } from '../benchmarks/dataset.ts'
import { type LoadedSamples, loadSamples, type Selection } from '../benchmarks/samples.ts'
import { UsageError } from '../results/errors.ts'
import type { Generation, JudgeFacts, ModelFacts, ProtocolFacts, RunManifest, Sample } from '../results/schema.ts'
import { SCHEMA_VERSION } from '../results/schema-version.ts'
import type { Program } from '../sandboxes/sandbox.ts'
import type { TimedSandbox } from '../sandboxes/second-try.ts'
import type { Resources, Scorer } from '../scorers/scorer.ts'
import type { EngineName } from './engines.ts'
import { hashFacts } from './hash.ts'
import type { JudgeUse } from './judges.ts'
import type { Model } from './models/model.ts'
import type { OpenResources, ResourcePool } from './resources.ts'
import { software } from './software.ts'

/** What is asked of every model of a command. */
export interface LabSettings {
  readonly protocolName: string
  readonly protocol: Protocol<unknown>
  /** The extraction rule for the headline, instead of the protocol's own. */
  readonly rule?: string
  /** How programs meet their tests, instead of the protocol's own way. */
  readonly check?: Program['check']
  /** What runs programs; absent: the default one. */
  readonly engine?: EngineName
  /** Which pass@k to estimate beside the headline; absent: those of 1, 10 and 100 that the repeats allow. */
  readonly passAt?: readonly number[]
  readonly repeats?: number
  /** How many orders of a question's options each repeat goes through. */
  readonly permutations?: number
  readonly selection: Selection
  readonly data: DataOptions
  /** Shared by the runs of one command. */
  readonly group: string
  readonly resources: ResourcePool
}

export interface Lab {
  readonly benchmark: Benchmark
  readonly model: Model
  readonly scorer: Scorer<keyof Resources>
  readonly resources: OpenResources
  readonly passAt: readonly number[]
  readonly samples: readonly Sample[]
  readonly generation: Generation
  /** Trials of each sample: repeats × permutations. */
  readonly repeats: number
  /** The sample as one of its trials asks it. */
  readonly forRepeat: (sample: Sample, repeat: number) => Sample
  readonly manifest: RunManifest
}

export const newGroup = () => randomBytes(4).toString('hex')

/**
 * Loads the samples, looks whether the model can be asked, and writes down what will be done. Asks nothing yet.
 *
 * @param overrides generation settings of the model's config entry and of the flags, which win over the protocol's
 * @throws UsageError, DatasetError (exit 2) or ModelError (unreachable: exit 3)
 */
export async function openLab(
  benchmark: Benchmark,
  model: Model,
  spec: string,
  overrides: Generation,
  settings: LabSettings,
): Promise<Lab> {
  const { protocol, protocolName, selection } = settings
  const scorer = chosenScorer(protocol, settings)
  const generation = generationFor(protocol, model.facts, overrides)
  const permutations = permutationsOf(benchmark, protocol, settings.permutations)
  const loaded = await loadSamples(benchmark, protocol, selection, settings.data, permutations)
  const repeats = (settings.repeats ?? protocol.repeats ?? 1) * permutations
  const passAt = passAtOf(scorer, repeats, settings.passAt)
  refuseImpossible(benchmark, model.facts, generation, loaded)
  await model.check?.({
    sampleIds: loaded.samples.map((sample) => sample.id),
    allIds: loaded.allIds,
    repeats,
    ...(protocol.options && { options: protocol.options.count }),
  })
  const resources = await settings.resources.open(scorer, {
    language: loaded.samples[0]?.program?.language,
    engine: settings.engine,
    judge: judgeUse(benchmark, protocol, settings.data),
  })
  const judge = scorer.needs.includes('judge') ? resources.judge.facts : undefined
  const facts = {
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: protocolFacts(benchmark, protocolName, protocol, scorer, generation, judge),
    generation,
    repeats,
    ...(permutations > 1 && { permutations }),
    ...(benchmark.protected && { protected: canaryOf(loaded) }),
    dataset: loaded.facts,
  }
  const { label, price, ...identity } = model.facts
  const { endpoint, ...weights } = identity
  const sandbox = scorer.needs.includes('sandbox') ? sandboxFacts(resources.sandbox) : undefined
  const whole = { count: loaded.wholeIds.length, hash: hashFacts(loaded.wholeIds) }
  const judged = judge && identityOf(judge)
  const run = hashFacts({ ...facts, items: whole.hash, model: weights, engine: sandbox?.engine, judge: judged })
  const items = itemsFacts(loaded, selection)
  const manifest: RunManifest = {
    schemaVersion: SCHEMA_VERSION,
    hash: hashFacts({
      ...facts,
      items: items.hash,
      model: identity,
      engine: sandbox?.engine,
      judge: judged,
    }),
    group: settings.group,
    spec,
    status: 'running',
    startedAt: new Date().toISOString(),
    ...facts,
    items: { ...items, ...(selection.shard && { shard: { ...selection.shard, ...whole, run } }) },
    model: model.facts,
    ...(sandbox !== undefined && { sandbox }),
    ...(judge !== undefined && { judge }),
    software: await software(),
  }
  const samples = loaded.samples.map((sample) => withOverrides(sample, overrides))
  const forRepeat = (sample: Sample, repeat: number) =>
    loaded.forRepeat(sample, repeat, model.orderOf?.(sample.id, repeat))
  return { benchmark, model, scorer, resources, passAt, samples, forRepeat, generation, repeats, manifest }
}

export function judgeUse(
  { name }: Benchmark,
  { judging }: Pick<Protocol<unknown>, 'judging'>,
  data: DataOptions,
): JudgeUse | undefined {
  return judging && { benchmark: name, judging, data }
}

/** Whatever makes a judge's rating another one: labels and prices do not. */
export const identityOf = ({ judges, ...rest }: JudgeFacts) => ({
  ...rest,
  judges: judges.map(({ label, price, ...identity }) => identity),
})

/** What was asked for wins over a sample's own settings as well. */
function withOverrides(sample: Sample, overrides: Generation): Sample {
  const { generation } = sample
  return generation === undefined ? sample : { ...sample, generation: { ...generation, ...overrides } }
}

/** @throws UsageError where there is nothing to permute, or not so often */
function permutationsOf({ name }: Benchmark, { options }: Protocol<unknown>, asked = 1): number {
  if (asked === 1) return 1
  if (options === undefined) throw new UsageError(`--permutations: ${name} has no options to put in another order`)
  if (asked <= options.count) return asked
  throw new UsageError(`--permutations ${asked}: ${name} has ${options.count} options`, {
    hint: `Turned by one position at a time, they have ${options.count} orders: --permutations ${options.count}.`,
  })
}

function canaryOf({ samples }: LoadedSamples): NonNullable<RunManifest['protected']> {
  const canary = samples.find((sample) => sample.canary !== undefined)?.canary
  return { ...(canary !== undefined && { canary }) }
}

/** The protocol's scorer, otherwise where that is asked for. @throws UsageError for a rule or check that it does not have */
export function chosenScorer(
  { scorer }: Protocol<unknown>,
  { rule, check }: Pick<LabSettings, 'rule' | 'check'>,
): Scorer<keyof Resources> {
  let chosen = scorer
  if (rule !== undefined && rule !== scorer.rule) {
    if (chosen.withRule === undefined) {
      throw new UsageError(`--rule ${rule}: ${scorer.name} has no extraction rules to choose from`)
    }
    chosen = chosen.withRule(rule)
  }
  if (check !== undefined) {
    if (chosen.withCheck === undefined) throw new UsageError(`--check ${check}: ${scorer.name} runs no programs`)
    chosen = chosen.withCheck(check)
  }
  return chosen
}

/** @throws UsageError for a k without programs, or one that the repeats do not allow */
function passAtOf({ name, check }: Scorer<keyof Resources>, repeats: number, asked: readonly number[] | undefined) {
  if (check === undefined) {
    if (asked !== undefined) throw new UsageError(`--pass-at: ${name} runs no programs`)
    return []
  }
  const tooMany = asked?.find((k) => k > repeats)
  if (tooMany === undefined) return asked ?? [1, 10, 100].filter((k) => k <= repeats)
  throw new UsageError(`--pass-at ${tooMany}: cannot be estimated from ${repeats} answers to each problem`, {
    hint: `Ask for more: --repeats ${tooMany}, with a temperature above 0.`,
  })
}

export const sandboxFacts = ({ engine, wallMs }: TimedSandbox): NonNullable<RunManifest['sandbox']> => ({
  engine: engine.name,
  versions: engine.versions,
  wallMs,
})

/** Protocol defaults, then what was asked otherwise; a completions API also gets the protocol's stops. */
function generationFor(protocol: Protocol<unknown>, { api }: ModelFacts, overrides: Generation): Generation {
  const stops = [
    ...(protocol.generation.stop ?? []),
    ...(api === 'completions' ? (protocol.completionStops ?? []) : []),
  ]
  return { ...protocol.generation, ...(stops.length > 0 && { stop: [...new Set(stops)] }), ...overrides }
}

function refuseImpossible(
  benchmark: Benchmark,
  { api, label }: ModelFacts,
  generation: Generation,
  loaded: LoadedSamples,
) {
  if (api !== 'completions') return
  if (generation.system !== undefined) {
    throw new UsageError(`--system: ${label} is asked by a completions API, which has no system message`, {
      hint: 'Leave --system away, or ask by --api chat.',
    })
  }
  if (loaded.samples.some((sample) => sample.turns.length > 1)) {
    throw new UsageError(`${benchmark.name} is a conversation, which a completions API cannot hold`, {
      hint: `Ask ${label} by --api chat.`,
    })
  }
}

/** The hash covers whatever changes the number, and not what `compare` weighs by itself: data, api, repeats. */
function protocolFacts(
  benchmark: Benchmark,
  name: string,
  protocol: Protocol<unknown>,
  scorer: Scorer<keyof Resources>,
  generation: Generation,
  judge: JudgeFacts | undefined,
): ProtocolFacts {
  const shots = protocol.fewShot?.count ?? 0
  const changed = changedSettings(protocol, generation)
  return {
    name,
    hash: hashFacts({
      benchmark: [benchmark.name, benchmark.version],
      name,
      shots,
      scorer: scorer.name,
      rule: scorer.rule,
      check: scorer.check,
      timeLimit: scorer.timeLimit,
      aggregate: scorer.aggregate,
      judge: judge && identityOf(judge),
      changed,
    }),
    metric: benchmark.metric,
    ...(scorer.rule !== undefined && { rule: scorer.rule }),
    ...(scorer.check !== undefined && { check: scorer.check }),
    ...(scorer.aggregate !== undefined && { aggregate: scorer.aggregate }),
    shots,
    ...(changed.length > 0 && { changed }),
  }
}

/** What was set otherwise than the protocol says, as `temperature=0.7`. A completions API's usual stops are its own. */
function changedSettings(
  { generation: declared, completionStops = [] }: Protocol<unknown>,
  used: Generation,
): string[] {
  const names = ['temperature', 'topP', 'maxTokens', 'system', 'reasoningEffort', 'extraBody', 'omit'] as const
  const usual = JSON.stringify(declared.stop ?? [])
  const withCompletionStops = JSON.stringify([...new Set([...(declared.stop ?? []), ...completionStops])])
  const stop = JSON.stringify(used.stop ?? [])
  return [
    ...names.filter((name) => used[name] !== declared[name]).map((name) => `${name}=${shown(used[name])}`),
    ...(stop === usual || stop === withCompletionStops ? [] : [`stop=${stop}`]),
  ]
}

const shown = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value))

function itemsFacts({ samples }: LoadedSamples, { limit, sampleIds, shard }: Selection): RunManifest['items'] {
  const selection = [limit === undefined ? [] : [`--limit ${limit}`], sampleIds?.map((id) => `--sample-id ${id}`) ?? []]
  const part = shard === undefined ? [] : [`--shard ${shard.index}/${shard.of}`]
  const words = [...selection.flat(), ...part].join(' ')
  return {
    count: samples.length,
    hash: hashFacts(samples.map((sample) => sample.id)),
    ...(words !== '' && { selection: words }),
  }
}
