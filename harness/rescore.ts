/** Stored attempts, scored again into a run folder of their own; the old one stays as it is. */
import type { Benchmark, Protocol } from '../benchmarks/benchmark.ts'
import type { DataOptions } from '../benchmarks/dataset.ts'
import { RunWriter } from '../results/run-writer.ts'
import type { Outcome, RunManifest, Sample, SampleRecord, TurnRating } from '../results/schema.ts'
import { type FinishedRun, runName, type StoredRun } from '../results/store.ts'
import { summarize } from '../results/summarize.ts'
import type { Program } from '../sandboxes/sandbox.ts'
import type { Resources, Scorer } from '../scorers/scorer.ts'
import { type EngineName, engineNamed } from './engines.ts'
import { unscored } from './evaluate.ts'
import { hashFacts } from './hash.ts'
import { panelForTrial } from './judge-model.ts'
import { storedPanel } from './judges.ts'
import { chosenScorer, identityOf, judgeUse, sandboxFacts } from './lab.ts'
import type { OpenResources, ResourcePool } from './resources.ts'

interface RescoreOptions {
  readonly rule: string | undefined
  readonly check: Program['check'] | undefined
  /** What runs programs; absent: the engine of the stored run. */
  readonly engine: EngineName | undefined
  /** Whether judges are asked; otherwise their stored verdicts are read again. */
  readonly judges: boolean
  readonly data: DataOptions
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
  const resources = await openResources(stored, scorer, protocol, benchmark, options)
  const judge = scorer.needs.includes('judge') ? resources.judge.facts : undefined
  const protocolFacts = {
    ...manifest.protocol,
    ...(scorer.rule !== undefined && { rule: scorer.rule }),
    ...(scorer.check !== undefined && { check: scorer.check }),
    ...(scorer.aggregate !== undefined && { aggregate: scorer.aggregate }),
  }
  const rescored: RunManifest = {
    ...manifest,
    hash: hashFacts([manifest.hash, protocolFacts, judge && identityOf(judge)]),
    group: options.group,
    status: 'running',
    startedAt: new Date().toISOString(),
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: protocolFacts,
    ...(scorer.needs.includes('sandbox') && { sandbox: sandboxFacts(resources.sandbox) }),
    ...(judge !== undefined && { judge }),
    rescoredFrom: runName(stored.folder),
  }
  const store = await RunWriter.create(options.runsDir, rescored)
  await inOrderOfStart(stored.records(), atOnceOf(scorer, resources), async (record) => {
    await store.append(await again(record, scorer, resources, options.judges))
  })
  const summary = await summarize(store.records(), {
    metric: benchmark.metric,
    range: scorer.range,
    planned: manifest.items.count * manifest.repeats,
    repeats: manifest.repeats,
    permutations: manifest.permutations,
    passAt: [1, 10, 100],
    price: manifest.model.price,
    aggregate: scorer.aggregate,
    upstream: scorer.upstream,
    wallMs: stored.summary?.wallMs ?? 0,
  })
  return store.finish(summary.pending + summary.unscored === 0 ? 'complete' : 'incomplete', summary)
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

/** At most so many under way. @throws the first failure, once all that was under way has ended */
export async function inOrderOfStart<Item>(
  items: AsyncIterable<Item>,
  atOnce: () => number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  try {
    for await (const item of items) {
      if (failures.length > 0) break
      const one = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(one))
      underWay.add(one)
      while (underWay.size >= Math.max(1, atOnce())) await Promise.race(underWay)
    }
  } finally {
    await Promise.all(underWay)
  }
  if (failures.length > 0) throw failures[0]
}

/** What could not be had from the model stays unscored; everything else is judged afresh. */
async function again(
  record: SampleRecord,
  scorer: Scorer<keyof Resources>,
  resources: OpenResources,
  judges: boolean,
): Promise<SampleRecord> {
  const { outcome, attempt, ratings: earlier = [], ...facts } = record
  if (outcome.kind === 'unscored' && (outcome.reason === 'model-error' || outcome.reason === 'missing')) return record
  const sample = sampleOf(record)
  const needed: Resources = scorer.needs.includes('judge')
    ? {
        ...resources,
        judge: panelForTrial(resources.judge, {
          known: judges ? undefined : { replies: [], ratings: earlier, all: true },
        }),
      }
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
