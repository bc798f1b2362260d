/** Rescores stored replies into a new run folder. The old folder is unchanged. */
import { type Benchmark, chanceLevel, type Protocol } from '../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { defined } from '../../results/defined.ts'
import type { Completion, ReasoningMarkers, RunManifest, Sample, SampleRecord } from '../../results/schema/schema.ts'
import { runName, type StoredRun } from '../../results/store/read.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import { reasoningSeparator } from '../../scorers/extract/reasoning/reasoning.ts'
import { cutAtStop } from '../../scorers/extract/stops.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import { hashFacts } from '../lib/hash.ts'
import type { Model } from '../models/model.ts'
import type { EngineName } from '../options/engine-names.ts'
import { engineNamed } from '../options/sandbox-engines.ts'
import { evaluate, type Journal, type TrialSetup } from '../trial/evaluate.ts'
import type { TrialOptions } from '../trial/judge-model.ts'
import { storedPanel } from '../trial/judges.ts'
import type { OpenResources, ResourcePool } from '../trial/resources.ts'
import { benchmarkFacts, identityOf, sandboxFacts } from './manifest.ts'
import { judgeUse } from './prepare.ts'
import type { ReExecution } from './re-execution.ts'
import { chosenScorer } from './run-options.ts'

export interface RescoreOptions {
  readonly rule: string | undefined
  readonly check: Program['check'] | undefined
  /** Sandbox engine; absent: that of the stored run. */
  readonly engine: EngineName | undefined
  /** Whether to request new verdicts; otherwise stored verdicts are parsed again. */
  readonly judges: boolean
  /** Reasoning markers of the model, if the config has them now. */
  readonly reasoning?: ReasoningMarkers | undefined
  readonly data: DataOptions
  readonly resources: ResourcePool
  readonly group: string
}

/** @throws UsageError for an unknown rule, ModelError for a judge that cannot be used */
export async function prepareRescoring(
  stored: StoredRun,
  benchmark: Benchmark,
  protocol: Protocol<unknown>,
  options: RescoreOptions,
): Promise<ReExecution> {
  const { imported } = stored.manifest
  // The rule of another tool is not evalkit's: then the protocol's own holds.
  const { rule = imported ? undefined : stored.manifest.protocol.rule, check = stored.manifest.protocol.check } =
    options
  const scorer = chosenScorer(protocol, { ...(rule !== undefined && { rule }), ...(check !== undefined && { check }) })
  const { reasoning = stored.manifest.model.reasoning } = options
  const manifest = { ...stored.manifest, model: { ...stored.manifest.model, ...(reasoning && { reasoning }) } }
  const resources = await openResources(stored, scorer, protocol, benchmark, options)
  const judge = scorer.needs.includes('judge') ? resources.judge.facts : undefined
  const protocolFacts = {
    ...manifest.protocol,
    ...(protocol.version !== undefined && { version: protocol.version }),
    ...(scorer.rule !== undefined && { rule: scorer.rule }),
    ...(scorer.check !== undefined && { check: scorer.check }),
    ...(scorer.aggregate !== undefined && { aggregate: scorer.aggregate }),
  }
  const rescored: RunManifest = {
    ...manifest,
    hash: hashFacts([
      manifest.hash,
      protocolFacts,
      judge && identityOf(judge),
      ...(options.reasoning ? [reasoning] : []),
    ]),
    group: options.group,
    status: 'running',
    startedAt: new Date().toISOString(),
    benchmark: benchmarkFacts(benchmark),
    protocol: { ...protocolFacts, chance: chanceLevel(protocol) },
    ...(scorer.needs.includes('sandbox') && { sandbox: sandboxFacts(resources.sandbox) }),
    ...(judge !== undefined && { judge }),
    rescoredFrom: runName(stored.folder),
  }
  const separate = reasoning && reasoningSeparator(reasoning.open, reasoning.close)
  // A reply that was separated or cut before is unchanged.
  const prepare = (completion: Completion, sample: Sample) =>
    cutAtStop(separate?.(completion) ?? completion, sample.generation?.stop ?? manifest.generation.stop)
  const setup = { model: ASKED_NOTHING, generation: {}, scorer, resources }
  return {
    manifest: rescored,
    records: stored.records,
    atOnce: atOnceOf(scorer, resources),
    trial: async (record, asked) =>
      withOriginReadings(
        await rescoreRecord(record, setup, prepare, options.judges ? asked : undefined),
        record,
        imported,
      ),
    closing: {
      ...{ range: scorer.range, aggregate: scorer.aggregate, upstream: scorer.upstream, passAt: [1, 10, 100] },
      ...{ metric: benchmark.metric, planned: manifest.items.count * manifest.trialsPerSample },
      wallMs: stored.summary?.wallMs ?? 0,
    },
  }
}

/** Trials in flight that keep judges or sandbox workers busy. */
function atOnceOf({ needs }: Scorer<keyof Resources>, { judge, sandbox }: OpenResources): () => number {
  if (needs.includes('judge')) return () => 2 * judge.capacity()
  return () => (needs.includes('sandbox') ? 2 * sandbox.workers : 1)
}

/** Language of the programs in a run, from its first record. */
async function languageOf({ records }: StoredRun): Promise<Program['language'] | undefined> {
  for await (const { program } of records()) return program?.language
  return undefined
}

async function openResources(
  stored: StoredRun,
  scorer: Scorer<keyof Resources>,
  protocol: Protocol<unknown>,
  benchmark: Benchmark,
  options: RescoreOptions,
): Promise<OpenResources> {
  const { manifest } = stored
  const use = judgeUse(benchmark, protocol, options.data)
  if (use !== undefined && !options.judges) return { judge: await storedPanel(manifest, use) } as OpenResources
  return options.resources.open(scorer, {
    language: await languageOf(stored),
    engine: options.engine ?? (manifest.sandbox && engineNamed(manifest.sandbox.engine)),
    judge: use,
  })
}

/** All replies are there. */
const ASKED_NOTHING: Model = {
  facts: { label: 'stored', provider: 'stored', name: 'stored', api: 'chat' },
  complete: async () => {
    throw new TypeError('a stored reply was asked for again')
  },
}

/**
 * Evaluates the stored replies of a record as if they had just arrived. A record without a reply stays unscored.
 *
 * @param asked judge replies to the record so far; undefined: no judge is sent a request, and stored verdicts are parsed again
 */
async function rescoreRecord(
  record: SampleRecord,
  setup: TrialSetup,
  prepare: (completion: Completion, sample: Sample) => Completion,
  asked: TrialOptions | undefined,
): Promise<SampleRecord> {
  const { outcome, attempt, repeat, ratings = [] } = record
  if (outcome.kind === 'unscored' && (outcome.reason === 'model-error' || outcome.reason === 'missing')) return record
  const sample = sampleOf(record)
  const turns = attempt.turns.map((turn) => ({ ...turn, completion: prepare(turn.completion, sample) }))
  const { replies = [], ratings: rated = [] } = asked?.known ?? {}
  const verdicts = asked === undefined ? ({ replies: [], ratings, all: true } as const) : { replies, ratings: rated }
  const journal: Journal = {
    partialProgress: () => ({ turns, ...verdicts }),
    keepTurn: async () => undefined,
    keepReply: async (_id, _repeat, reply) => asked?.keep?.(reply),
  }
  return evaluate({ sample, repeat }, { ...setup, journal, resources: withSeedOf(record, setup) }, asked?.signal)
}

/** Tests draw the same random inputs as before. */
function withSeedOf({ outcome }: SampleRecord, { resources }: TrialSetup): TrialSetup['resources'] {
  const { sandbox } = resources
  const seed = outcome.kind === 'scored' ? outcome.score.verdict?.seed : undefined
  if (sandbox === undefined || seed === undefined) return resources
  const run: typeof sandbox.run = (program) => sandbox.run({ ...program, seed })
  return { ...resources, sandbox: { ...sandbox, run, close: () => sandbox.close() } }
}

/** Keeps what the origin of an imported run made of the reply, beside evalkit's own rules. */
function withOriginReadings(
  rescored: SampleRecord,
  { outcome, furtherReplies }: SampleRecord,
  imported: RunManifest['imported'],
): SampleRecord {
  if (imported === undefined || rescored.outcome.kind !== 'scored' || outcome.kind !== 'scored') return rescored
  const mark = `${imported.tool} log: `
  const origins = Object.entries(outcome.score.readings ?? {}).filter(([name]) => name.startsWith(mark))
  const { score } = rescored.outcome
  return {
    ...rescored,
    outcome: { kind: 'scored', score: { ...score, readings: { ...score.readings, ...Object.fromEntries(origins) } } },
    ...defined({ furtherReplies }),
  }
}

/** Restores the sample from its record. */
export function sampleOf({
  schemaVersion,
  repeat,
  outcome,
  attempt,
  ratings,
  furtherReplies,
  ...facts
}: SampleRecord): Sample {
  const turns = attempt.turns.map(({ prompt }) =>
    typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? ''),
  )
  return { ...facts, turns }
}
