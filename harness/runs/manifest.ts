/** Builds the manifest of a run: everything that decides its score. */
import { type Benchmark, chanceLevel, type Protocol } from '../../benchmarks/benchmark.ts'
import type { LoadedSamples, Selection } from '../../benchmarks/data/samples.ts'
import { defined } from '../../results/defined.ts'
import type {
  Generation,
  JudgeFacts,
  ModelFacts,
  ProtocolFacts,
  RunDesign,
  RunManifest,
} from '../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { TimedSandbox } from '../../sandboxes/retrying-sandbox.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import { hashFacts } from '../lib/hash.ts'
import { software } from './software.ts'

interface Decided {
  readonly benchmark: Benchmark
  readonly protocolName: string
  readonly protocol: Protocol<unknown>
  readonly scorer: Scorer<keyof Resources>
  readonly generation: Generation
  /** Trials of each sample. */
  readonly trialsPerSample: number
  readonly permutations: number
  readonly loaded: LoadedSamples
  readonly selection: Selection
  readonly spec: string
  readonly group: string
  readonly baseline: string | undefined
  readonly config: RunManifest['config'] | undefined
  readonly model: ModelFacts
  readonly sandbox?: NonNullable<RunManifest['sandbox']>
  readonly judge?: JudgeFacts
  readonly design?: RunDesign
}

/** Builds the manifest of a run that is about to start. Its hash identifies the run, and ignores labels and prices. */
export async function manifestFor(decided: Decided): Promise<RunManifest> {
  const { benchmark, protocolName, protocol, scorer, generation, trialsPerSample, permutations, loaded, selection } =
    decided
  const { spec, group, baseline, config, model, sandbox, judge, design } = decided
  const facts = {
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: protocolFacts(benchmark, protocolName, protocol, scorer, generation, judge),
    generation,
    ...(permutations > 1 && { permutations }),
    ...(benchmark.protected && { protected: canaryOf(loaded) }),
    dataset: loaded.facts,
  }
  // Hashes keep the field name of earlier versions, so that their runs can be resumed.
  const hashed = { ...facts, repeats: trialsPerSample }
  // Facts reported by the server may be missing next time.
  const { label, price, weights: _, chatTemplate, ...identity } = model
  const { endpoint, ...weights } = identity
  const whole = { count: loaded.wholeIds.length, hash: hashFacts(loaded.wholeIds) }
  const judged = judge && identityOf(judge)
  const run = hashFacts({ ...hashed, items: whole.hash, model: weights, engine: sandbox?.engine, judge: judged })
  const items = itemsFacts(loaded, selection)
  return {
    schemaVersion: SCHEMA_VERSION,
    hash: hashFacts({
      ...hashed,
      // A run that stops early can be resumed to its end; an escalated run is a different run from the start.
      ...(design?.kind === 'escalate' && { escalate: design.answers }),
      items: items.hash,
      model: identity,
      engine: sandbox?.engine,
      judge: judged,
    }),
    group,
    spec,
    ...defined({ baseline, config }),
    status: 'running',
    startedAt: new Date().toISOString(),
    ...facts,
    benchmark: benchmarkFacts(benchmark),
    trialsPerSample,
    ...(design !== undefined && { design }),
    items: { ...items, ...(selection.shard && { shard: { ...selection.shard, ...whole, run } }) },
    model,
    ...(sandbox !== undefined && { sandbox }),
    ...(judge !== undefined && { judge }),
    software: await software(),
  }
}

/** What is known of a benchmark, for reading and gating its runs later. */
export const benchmarkFacts = ({ name, version, source, margin }: Benchmark): RunManifest['benchmark'] => ({
  ...{ name, version },
  ...defined({ source, margin }),
})

/** Identity of judges, without labels and prices, which do not affect ratings. */
export const identityOf = ({ judges, ...rest }: JudgeFacts) => ({
  ...rest,
  judges: judges.map(({ label, price, ...identity }) => identity),
})

function canaryOf({ samples }: LoadedSamples): NonNullable<RunManifest['protected']> {
  const canary = samples.find((sample) => sample.canary !== undefined)?.canary
  return { ...(canary !== undefined && { canary }) }
}

export const sandboxFacts = ({ engine, wallMs }: TimedSandbox): NonNullable<RunManifest['sandbox']> => ({
  engine: engine.name,
  versions: engine.versions,
  wallMs,
})

/** Facts of the protocol. Their hash covers what changes the score, except for data, API and repeats, which `compare` checks itself. */
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
    ...(protocol.version !== undefined && { version: protocol.version }),
    hash: hashFacts({
      benchmark: [benchmark.name, benchmark.version],
      name,
      version: protocol.version,
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
    chance: chanceLevel(protocol),
    shots,
    ...(changed.length > 0 && { changed }),
  }
}

/** Settings that differ from the protocol, as `temperature=0.7`. The default stops of a completions API do not count. */
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
