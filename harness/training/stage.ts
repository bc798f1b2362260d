/** The teacher and summarizer stages: each is a run with its own folder, resume and summary, like the run of a benchmark. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import type { Attempt, Generation, RunManifest, Sample, Score } from '../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { flawOf } from '../../scorers/extract/flaw.ts'
import { separateReasoning } from '../../scorers/extract/reasoning/reasoning.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import { hashFacts } from '../lib/hash.ts'
import type { Model } from '../models/model.ts'
import { sandboxFacts } from '../runs/manifest.ts'
import { observedRun, type PreparedRun } from '../runs/prepare.ts'
import { software } from '../runs/software.ts'
import type { OpenResources } from '../trial/resources.ts'

export interface Stage {
  readonly name: 'teacher' | 'summarizer'
  readonly model: Model
  readonly spec: string
  readonly samples: readonly Sample[]
  /** Builds the sample of a trial just before its request. Default: the sample unchanged. */
  readonly forRepeat?: PreparedRun['forRepeat']
  readonly repeats: number
  readonly generation: Generation
  readonly scorer: Scorer<keyof Resources>
  readonly resources: OpenResources
  /** Input files: path → sha256. */
  readonly files: Readonly<Record<string, string>>
  /** Further facts that distinguish this run from others, in addition to model and generation settings. */
  readonly identity: unknown
  readonly group: string
}

/** Describes a stage as a prepared run. */
export async function openStage(stage: Stage): Promise<PreparedRun> {
  const { name, model, spec, samples, repeats, generation, scorer, resources, files, identity, group } = stage
  const sampleIds = samples.map(({ id }) => id)
  const benchmark = { name: `sft-${name}`, version: 1, metric: name === 'teacher' ? 'kept' : 'summarized' }
  const { label, price, ...modelIdentity } = model.facts
  const sandbox = scorer.needs.includes('sandbox') ? sandboxFacts(resources.sandbox) : undefined
  const manifest: RunManifest = {
    schemaVersion: SCHEMA_VERSION,
    hash: hashFacts({ name, files, identity, generation, repeats, model: modelIdentity, engine: sandbox?.engine }),
    group,
    spec,
    status: 'running',
    startedAt: new Date().toISOString(),
    benchmark: { name: benchmark.name, version: benchmark.version },
    protocol: {
      name,
      hash: hashFacts({ name, identity }),
      metric: benchmark.metric,
      ...(scorer.rule !== undefined && { rule: scorer.rule }),
      shots: 0,
    },
    generation,
    trialsPerSample: repeats,
    dataset: { files: { ...files }, size: samples.length },
    items: { count: samples.length, hash: hashFacts(sampleIds) },
    model: model.facts,
    ...(sandbox !== undefined && { sandbox }),
    software: await software(),
  }
  const { forRepeat = (sample: Sample) => sample } = stage
  const named = benchmark as unknown as Benchmark // a run reads only its name and metric
  const run = {
    ...{ benchmark: named, model, scorer, resources, samples, generation },
    passAt: [],
    trialsPerSample: repeats,
    forRepeat,
    manifest,
  }
  return { ...run, observed: observedRun(run) }
}

/** Scores each sample by its own scorer. A sample without one scores 1 for any answer. */
export function answerCheck(scorers: ReadonlyMap<string, Scorer<keyof Resources>>): Scorer<keyof Resources> {
  const all = [...new Set(scorers.values())]
  const timeLimit = all.find((scorer) => scorer.timeLimit !== undefined)?.timeLimit
  return {
    name: 'answer-check',
    range: [0, 1],
    needs: [...new Set(all.flatMap(({ needs }) => needs))],
    ...(all.length > 0 && { rule: [...new Set(all.map(({ rule, name }) => rule ?? name))].sort().join(', ') }),
    ...(timeLimit !== undefined && { timeLimit }),
    score: async (attempt, sample, resources) =>
      (await scorers.get(sample.id)?.score(attempt, sample, resources)) ?? anyAnswer(attempt),
  }
}

function anyAnswer({ turns }: Attempt): Score {
  const completion = turns.at(-1)?.completion ?? { text: '', finishReason: 'other' as const }
  const reply = separateReasoning(completion)
  const flaw = flawOf(completion, reply)
  const hasAnswer = flaw === undefined
  return { value: hasAnswer ? 1 : 0, answer: hasAnswer ? reply.answer : null, ...(flaw !== undefined && { flaw }) }
}
