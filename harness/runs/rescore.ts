/** Stored attempts, scored again into a run folder of their own; the old one stays as it is. */
import { type Benchmark, chanceLevel, type Protocol } from '../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import type {
  Attempt,
  Completion,
  Outcome,
  ReasoningMarkers,
  RunManifest,
  Sample,
  SampleRecord,
  TurnRating,
} from '../../results/schema/schema.ts'
import { runName, type StoredRun } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { summarize } from '../../results/summary/summarize.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import { reasoningSeparator } from '../../scorers/extract/reasoning/reasoning.ts'
import { cutAtStop } from '../../scorers/extract/stops.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import { hashFacts } from '../lib/hash.ts'
import type { EngineName } from '../options/engine-names.ts'
import { engineNamed } from '../options/sandbox-engines.ts'
import { unscored } from '../trial/evaluate.ts'
import { panelForTrial, type TrialOptions } from '../trial/judge-model.ts'
import { storedPanel } from '../trial/judges.ts'
import type { OpenResources, ResourcePool } from '../trial/resources.ts'
import { type RunResult, statusOf } from './execute.ts'
import { identityOf, sandboxFacts } from './manifest.ts'
import { judgeUse } from './prepare.ts'
import { type ReExecutionSession, reExecuteTrials } from './re-execution.ts'
import { chosenScorer } from './run-options.ts'

export interface RescoreOptions {
  readonly rule: string | undefined
  readonly check: Program['check'] | undefined
  /** What runs programs; absent: the engine of the stored run. */
  readonly engine: EngineName | undefined
  /** Whether judges are asked; otherwise their stored verdicts are read again. */
  readonly judges: boolean
  /** How the model marks its reasoning, where the config says so by now. */
  readonly reasoning?: ReasoningMarkers | undefined
  readonly data: DataOptions
  readonly resources: ResourcePool
  readonly group: string
}

/** A stored run, and everything its answers are to be scored with. */
export interface Rescoring {
  readonly stored: StoredRun
  readonly metric: string
  readonly scorer: Scorer<keyof Resources>
  readonly resources: OpenResources
  readonly judges: boolean
  /** Replies as they are read now: without their reasoning, and cut at stops. */
  readonly prepare: (completion: Completion, sample: Sample) => Completion
  /** Of the run that is about to be made. */
  readonly manifest: RunManifest
}

/** @throws UsageError for an unknown rule, ModelError for a judge that cannot be asked */
export async function prepareRescoring(
  stored: StoredRun,
  benchmark: Benchmark,
  protocol: Protocol<unknown>,
  options: RescoreOptions,
): Promise<Rescoring> {
  const { rule = stored.manifest.protocol.rule, check = stored.manifest.protocol.check } = options
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
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: { ...protocolFacts, chance: chanceLevel(protocol) },
    ...(scorer.needs.includes('sandbox') && { sandbox: sandboxFacts(resources.sandbox) }),
    ...(judge !== undefined && { judge }),
    rescoredFrom: runName(stored.folder),
  }
  const separate = reasoning && reasoningSeparator(reasoning.open, reasoning.close)
  // A reply that was separated or cut before stays as it is.
  const prepare: Rescoring['prepare'] = (completion, sample) =>
    cutAtStop(separate?.(completion) ?? completion, sample.generation?.stop ?? manifest.generation.stop)
  return { stored, metric: benchmark.metric, scorer, resources, judges: options.judges, prepare, manifest: rescored }
}

/**
 * Scores what has no new score yet, and leaves the folder with a summary, also when it was stopped or failed half-way.
 *
 * @throws StoreError when the folder cannot be made, or what is there cannot be saved
 */
export async function rescore(rescoring: Rescoring, session: ReExecutionSession): Promise<RunResult> {
  const { stored, metric, scorer, resources } = rescoring
  const { runsDir, signals, group, resume } = session
  const manifest = { ...rescoring.manifest, group }
  const store =
    resume === undefined ? await RunWriter.create(runsDir, manifest) : await RunWriter.resume(resume, manifest)
  const failure = await reExecuteTrials(
    stored.records(),
    store,
    atOnceOf(scorer, resources),
    signals,
    (record, options) => rescoreRecord(record, rescoring, options),
  )
  const summary = await summarize(store.records(), {
    metric,
    range: scorer.range,
    planned: manifest.items.count * manifest.repeats,
    repeats: manifest.repeats,
    permutations: manifest.permutations,
    passAt: [1, 10, 100],
    price: manifest.model.price,
    judgePrices: judgePricesOf(manifest),
    aggregate: scorer.aggregate,
    upstream: scorer.upstream,
    wallMs: stored.summary?.wallMs ?? 0,
  })
  const run = await store.finish(statusOf(summary, failure !== undefined || signals.stop.aborted), summary)
  return failure === undefined ? { run } : { run, failure: failure.error }
}

/** As many as keep what is needed busy. */
function atOnceOf({ needs }: Scorer<keyof Resources>, { judge, sandbox }: OpenResources): () => number {
  if (needs.includes('judge')) return () => 2 * judge.capacity()
  return () => (needs.includes('sandbox') ? 2 * sandbox.workers : 1)
}

/** Of the programs in a run; the first record tells. */
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

/** What could not be had from the model stays unscored; everything else is judged afresh. */
async function rescoreRecord(
  record: SampleRecord,
  { scorer, resources, judges, prepare }: Rescoring,
  options: TrialOptions,
): Promise<SampleRecord> {
  const { outcome, attempt: kept, ratings: earlier = [], ...facts } = record
  if (outcome.kind === 'unscored' && (outcome.reason === 'model-error' || outcome.reason === 'missing')) return record
  const sample = sampleOf(record)
  const attempt: Attempt = {
    turns: kept.turns.map((turn) => ({ ...turn, completion: prepare(turn.completion, sample) })),
  }
  const stored = { known: { replies: [], ratings: earlier, all: true } } as const
  const needed: Resources = scorer.needs.includes('judge')
    ? { ...resources, judge: panelForTrial(resources.judge, judges ? options : stored) }
    : resources
  const ratings: TurnRating[] = []
  const rescored = await outcomeOf(async () => {
    if (scorer.rate !== undefined) {
      const rate = scorer.rate
      const prefixes = attempt.turns.map((_, index) => ({ turns: attempt.turns.slice(0, index + 1) }))
      ratings.push(...(await Promise.all(prefixes.map((prefix) => rate(prefix, sample, needed)))))
    }
    return { kind: 'scored', score: await scorer.score(attempt, sample, needed, ratings) }
  })
  return { ...facts, outcome: rescored, attempt, ...(ratings.length > 0 && { ratings }) }
}

const outcomeOf = (score: () => Promise<Outcome>): Promise<Outcome> => score().catch(unscored)

/** The sample as its record keeps it. */
export function sampleOf({ schemaVersion, repeat, outcome, attempt, ratings, ...facts }: SampleRecord): Sample {
  const turns = attempt.turns.map(({ prompt }) =>
    typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? ''),
  )
  return { ...facts, turns }
}
