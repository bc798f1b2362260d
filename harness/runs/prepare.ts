/** Prepares runs: a prepared run is a benchmark and a model, ready to execute. */
import { randomBytes } from 'node:crypto'
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { loadSamples, type Selection } from '../../benchmarks/data/samples.ts'
import type { Generation, RunManifest, Sample } from '../../results/schema/schema.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import type { Model } from '../models/model.ts'
import type { EngineName } from '../options/engine-names.ts'
import type { ObservedRun } from '../progress/run-events.ts'
import { generationOf, prepareSample } from '../trial/generation.ts'
import type { JudgeUse } from '../trial/judges.ts'
import type { OpenResources, ResourcePool } from '../trial/resources.ts'
import { type DesignChoice, designFor } from './looks-plan.ts'
import { manifestFor, sandboxFacts } from './manifest.ts'
import {
  chosenScorer,
  passAtOf,
  permutationsOf,
  refuseImpossible,
  refuseWithoutLikelihoods,
  type ScoringChoice,
} from './run-options.ts'

/** Settings that apply to every model of a command. */
export interface PrepareSettings extends ScoringChoice {
  readonly protocolName: string
  readonly protocol: Protocol<unknown>
  /** Sandbox engine; absent: the default. */
  readonly engine?: EngineName
  /** Values of k for pass@k; absent: those of 1, 10 and 100 that the repeats allow. */
  readonly passAt?: readonly number[]
  readonly repeats?: number
  /** The gate's plan of looks; its first stage sets the repeats. */
  readonly design?: DesignChoice
  /** Orders of the options per repeat. Default: 1. */
  readonly permutations?: number
  readonly selection: Selection
  readonly data: DataOptions
  /** Group id of the runs of one command. */
  readonly group: string
  /** Baseline of the command: a model label, or `@NAME`. */
  readonly baseline?: string
  /** The config file that is in force. */
  readonly config?: RunManifest['config']
  readonly resources: ResourcePool
}

export interface PreparedRun {
  readonly benchmark: Benchmark
  readonly model: Model
  readonly scorer: Scorer<keyof Resources>
  readonly resources: OpenResources
  readonly passAt: readonly number[]
  readonly samples: readonly Sample[]
  readonly generation: Generation
  /** Trials of each sample: repeats × permutations. */
  readonly trialsPerSample: number
  /** The sample as presented in one of its trials. */
  readonly forRepeat: (sample: Sample, repeat: number) => Sample
  readonly manifest: RunManifest
  /** Names the run in events, at every stage. */
  readonly observed: ObservedRun
}

export const newGroup = () => randomBytes(4).toString('hex')

/**
 * Loads the samples, checks the model, and builds the manifest. Sends no prompt.
 *
 * @param overrides generation settings of the model's config entry and of the flags, which win over the protocol's
 * @throws UsageError, DatasetError (exit 2) or ModelError (unreachable: exit 3)
 */
export async function prepareRun(
  benchmark: Benchmark,
  model: Model,
  spec: string,
  overrides: Generation,
  settings: PrepareSettings,
): Promise<PreparedRun> {
  const { protocol, protocolName, selection } = settings
  const scorer = chosenScorer(protocol, settings)
  const generation = generationOf(protocol, model.facts, overrides)
  const permutations = permutationsOf(benchmark, protocol, settings.permutations)
  const loaded = await loadSamples(benchmark, protocol, selection, settings.data, permutations)
  const samples = loaded.samples.map((sample) => prepareSample(sample, generation, model.facts, overrides))
  const design = designFor(settings.design, { protocol, generation, samples, permutations })
  const first = settings.design?.kind === 'escalate' ? settings.design.answers[0] : undefined
  const trialsPerSample = (first ?? settings.repeats ?? protocol.repeats ?? 1) * permutations
  const passAt = passAtOf(scorer, trialsPerSample, settings.passAt)
  refuseImpossible(benchmark, model.facts, generation, loaded)
  if (scorer.likelihoods) refuseWithoutLikelihoods(benchmark, model, settings.repeats)
  await model.check?.({
    api: model.facts.api,
    sampleIds: loaded.samples.map((sample) => sample.id),
    allIds: loaded.allIds,
    repeats: design?.kind === 'escalate' ? Math.max(...design.answers) : trialsPerSample,
    ...(protocol.options && { options: protocol.options.count }),
  })
  if (scorer.likelihoods) await model.checkLikelihoods?.(generation)
  const resources = await settings.resources.open(scorer, {
    language: loaded.samples[0]?.program?.language,
    engine: settings.engine,
    judge: judgeUse(benchmark, protocol, settings.data),
  })
  const manifest = await manifestFor({
    ...{
      benchmark,
      protocolName,
      protocol,
      scorer,
      generation,
      trialsPerSample,
      permutations,
      loaded,
      selection,
      spec,
    },
    group: settings.group,
    baseline: settings.baseline,
    config: settings.config,
    model: { ...model.facts, ...(await model.served?.()) },
    ...(design !== undefined && { design }),
    ...(scorer.needs.includes('sandbox') && { sandbox: sandboxFacts(resources.sandbox) }),
    ...(scorer.needs.includes('judge') && { judge: resources.judge.facts }),
  })
  const forRepeat = (sample: Sample, repeat: number) =>
    loaded.forRepeat(sample, repeat, model.orderOf?.(sample.id, repeat))
  const run = { benchmark, model, scorer, resources, passAt, samples, forRepeat, generation, trialsPerSample, manifest }
  return { ...run, observed: observedRun(run) }
}

export const observedRun = (run: Omit<PreparedRun, 'observed'>): ObservedRun => ({
  benchmark: run.benchmark.name,
  model: run.model.facts.label,
  trials: run.samples.length * run.trialsPerSample,
  samples: run.samples.length,
  range: run.scorer.range,
  ...(run.model.facts.price !== undefined && { price: run.model.facts.price }),
  judgePrices: judgePricesOf(run.manifest),
})

export function judgeUse(
  { name }: Benchmark,
  { judging }: Pick<Protocol<unknown>, 'judging'>,
  data: DataOptions,
): JudgeUse | undefined {
  return judging && { benchmark: name, judging, data }
}
