/** A lab is a benchmark and a model, ready to run: everything that decides the number, written down in a manifest. */
import { randomBytes } from 'node:crypto'
import type { Benchmark, Protocol } from '../benchmarks/benchmark.ts'
import type { DataOptions } from '../benchmarks/dataset.ts'
import { type LoadedSamples, loadSamples, type Selection } from '../benchmarks/samples.ts'
import { UsageError } from '../results/errors.ts'
import type { Generation, ModelFacts, ProtocolFacts, RunManifest, Sample } from '../results/schema.ts'
import { SCHEMA_VERSION } from '../results/schema-version.ts'
import type { Scorer } from '../scorers/scorer.ts'
import { hashFacts } from './hash.ts'
import type { Model } from './models/model.ts'
import { software } from './software.ts'

/** What is asked of every model of a command. */
export interface LabSettings {
  readonly protocolName: string
  readonly protocol: Protocol<unknown>
  /** The extraction rule for the headline, instead of the protocol's own. */
  readonly rule?: string
  readonly repeats?: number
  readonly selection: Selection
  readonly data: DataOptions
  /** Shared by the runs of one command. */
  readonly group: string
}

export interface Lab {
  readonly benchmark: Benchmark
  readonly model: Model
  readonly scorer: Scorer
  readonly samples: readonly Sample[]
  readonly generation: Generation
  readonly repeats: number
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
  const scorer = chosenScorer(protocol, settings.rule)
  const generation = generationFor(protocol, model.facts, overrides)
  const loaded = await loadSamples(benchmark, protocol, selection, settings.data)
  refuseImpossible(benchmark, model.facts, generation, loaded)
  await model.check?.(
    loaded.samples.map((sample) => sample.id),
    loaded.allIds,
  )

  const repeats = settings.repeats ?? protocol.repeats ?? 1
  const facts = {
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: protocolFacts(benchmark, protocolName, protocol, scorer, generation),
    generation,
    repeats,
    dataset: loaded.facts,
    items: itemsFacts(loaded, selection),
  }
  const { label, ...identity } = model.facts
  const manifest: RunManifest = {
    schemaVersion: SCHEMA_VERSION,
    hash: hashFacts({ ...facts, model: identity }),
    group: settings.group,
    spec,
    status: 'running',
    startedAt: new Date().toISOString(),
    ...facts,
    model: model.facts,
    software: await software(),
  }
  return { benchmark, model, scorer, samples: loaded.samples, generation, repeats, manifest }
}

/** The protocol's scorer, with another rule for the headline where one is named. @throws UsageError for an unknown rule */
export function chosenScorer({ scorer }: Protocol<unknown>, rule: string | undefined): Scorer {
  if (rule === undefined) return scorer
  if (scorer.withRule !== undefined) return scorer.withRule(rule)
  throw new UsageError(`--rule ${rule}: ${scorer.name} has no extraction rules to choose from`)
}

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
  scorer: Scorer,
  generation: Generation,
): ProtocolFacts {
  const shots = protocol.fewShot?.count ?? 0
  const changed = changedSettings(protocol.generation, generation)
  return {
    name,
    hash: hashFacts({
      benchmark: [benchmark.name, benchmark.version],
      name,
      shots,
      scorer: scorer.name,
      rule: scorer.rule,
      changed,
    }),
    metric: benchmark.metric,
    ...(scorer.rule !== undefined && { rule: scorer.rule }),
    shots,
    ...(changed.length > 0 && { changed }),
  }
}

/** Sampling that was set otherwise than the protocol says, as `temperature=0.7`. */
function changedSettings(declared: Generation, used: Generation): string[] {
  const names = ['temperature', 'topP', 'maxTokens'] as const
  return names.filter((name) => used[name] !== declared[name]).map((name) => `${name}=${used[name]}`)
}

function itemsFacts({ samples }: LoadedSamples, { limit, sampleIds }: Selection): RunManifest['items'] {
  const selection = [limit === undefined ? [] : [`--limit ${limit}`], sampleIds?.map((id) => `--sample-id ${id}`) ?? []]
  const words = selection.flat().join(' ')
  return {
    count: samples.length,
    hash: hashFacts(samples.map((sample) => sample.id)),
    ...(words !== '' && { selection: words }),
  }
}
