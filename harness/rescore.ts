/** Stored attempts, scored again into a run folder of their own; the old one stays as it is. */
import type { Benchmark, Protocol } from '../benchmarks/benchmark.ts'
import { RunWriter } from '../results/run-writer.ts'
import type { RunManifest, Sample, SampleRecord } from '../results/schema.ts'
import { type FinishedRun, runName, type StoredRun } from '../results/store.ts'
import { summarize } from '../results/summarize.ts'
import type { Program } from '../sandboxes/sandbox.ts'
import { type EngineName, engineNamed } from './engines.ts'
import { hashFacts } from './hash.ts'
import { chosenScorer, sandboxFacts } from './lab.ts'
import type { ResourcePool } from './resources.ts'

interface RescoreOptions {
  readonly rule: string | undefined
  readonly check: Program['check'] | undefined
  /** What runs programs; absent: the engine of the stored run. */
  readonly engine: EngineName | undefined
  readonly resources: ResourcePool
  readonly runsDir: string
  readonly group: string
}

/** @throws UsageError for an unknown rule, StoreError when a folder cannot be read or written */
export async function rescore(
  stored: StoredRun,
  benchmark: Benchmark,
  protocol: Protocol<unknown>,
  options: RescoreOptions,
): Promise<FinishedRun> {
  const { rule = stored.manifest.protocol.rule, check = stored.manifest.protocol.check } = options
  const scorer = chosenScorer(protocol, { ...(rule !== undefined && { rule }), ...(check !== undefined && { check }) })
  const { manifest } = stored
  const resources = await options.resources.open(scorer, {
    language: await languageOf(stored),
    engine: options.engine ?? (manifest.sandbox && engineNamed(manifest.sandbox.engine)),
  })
  const protocolFacts = {
    ...manifest.protocol,
    ...(scorer.rule !== undefined && { rule: scorer.rule }),
    ...(scorer.check !== undefined && { check: scorer.check }),
  }
  const rescored: RunManifest = {
    ...manifest,
    hash: hashFacts([manifest.hash, protocolFacts]),
    group: options.group,
    status: 'running',
    startedAt: new Date().toISOString(),
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: protocolFacts,
    ...(scorer.needs.includes('sandbox') && { sandbox: sandboxFacts(resources.sandbox) }),
    rescoredFrom: runName(stored.folder),
  }
  const store = await RunWriter.create(options.runsDir, rescored)
  for await (const record of stored.records()) {
    await store.append(await again(record, async (sample) => scorer.score(record.attempt, sample, resources)))
  }
  const summary = await summarize(store.records(), {
    metric: benchmark.metric,
    range: scorer.range,
    planned: manifest.items.count * manifest.repeats,
    repeats: manifest.repeats,
    permutations: manifest.permutations,
    passAt: [1, 10, 100],
    price: manifest.model.price,
    wallMs: stored.summary?.wallMs ?? 0,
  })
  return store.finish(summary.pending + summary.unscored === 0 ? 'complete' : 'incomplete', summary)
}

/** Of the programs in a run; the first record tells. */
async function languageOf({ records }: StoredRun): Promise<Program['language'] | undefined> {
  for await (const { program } of records()) return program?.language
  return undefined
}

/** What could not be had from the model stays unscored; everything else is judged afresh. */
async function again(
  record: SampleRecord,
  score: (sample: Sample) => Promise<Extract<SampleRecord['outcome'], { kind: 'scored' }>['score']>,
): Promise<SampleRecord> {
  const { outcome } = record
  if (outcome.kind === 'unscored' && (outcome.reason === 'model-error' || outcome.reason === 'missing')) return record
  return { ...record, outcome: { kind: 'scored', score: await score(sampleOf(record)) } }
}

/** The sample as its record keeps it. */
function sampleOf({ id, target, program, group, order, canary, attempt }: SampleRecord): Sample {
  const turns = attempt.turns.map(({ prompt }) =>
    typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? ''),
  )
  return {
    id,
    turns,
    ...(target !== undefined && { target }),
    ...(program !== undefined && { program }),
    ...(group !== undefined && { group }),
    ...(order !== undefined && { order }),
    ...(canary !== undefined && { canary }),
  }
}
