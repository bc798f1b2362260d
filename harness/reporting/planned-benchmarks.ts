/** Counts the requests and tokens that a run would send. */
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { loadSamples, type Selection } from '../../benchmarks/data/samples.ts'
import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { rulesFor } from '../../results/gate/policy.ts'
import type { MeasuredPair, PlannedBenchmark } from '../../results/plan/plan.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'
import type { ModelNoise } from '../../results/schema/plan.ts'
import type { Aggregate, Generation, Sample } from '../../results/schema/schema.ts'
import { strataOf } from '../../results/summary/rated-samples.ts'

interface CountOptions {
  readonly selection: Selection
  readonly data: DataOptions
  readonly policy: GatePolicy
  readonly repeats: number | undefined
  /** Generation settings from flags and config. */
  readonly generation: Generation
  readonly measured: ReadonlyMap<string, MeasuredPair>
  readonly noise: readonly ModelNoise[]
}

/** @throws UsageError or DatasetError as a run would; UsageError for a benchmark without a margin */
export async function countBenchmark(
  { benchmark, name, protocol }: SelectedBenchmark,
  options: CountOptions,
): Promise<PlannedBenchmark> {
  const { samples, facts } = await loadSamples(benchmark, protocol, options.selection, options.data)
  const repeats = options.repeats ?? protocol.repeats ?? 1
  const [min, max] = protocol.scorer.range
  // Log-likelihoods depend on no sampling setting.
  const flags = protocol.scorer.likelihoods ? {} : options.generation
  const { temperature, maxTokens } = { ...protocol.generation, ...flags }
  const measured = options.measured.get(benchmark.name)
  const noise = options.noise.filter((one) => one.benchmark === benchmark.name)
  const effective = protocol.scorer.aggregate && effectiveSize(samples, protocol.scorer.aggregate)
  return {
    benchmark: benchmark.name,
    protocol: name,
    samples: samples.length,
    available: facts.size,
    turns: samples.reduce((sum, { turns }) => sum + turns.length, 0),
    repeats,
    temperature,
    sampled: sampledShare(samples, protocol.generation, flags),
    reorders: protocol.options !== undefined,
    range: [min, max],
    ...(effective !== undefined && { effective }),
    rules: rulesFor(benchmark, repeats, [min, max], options.policy),
    promptTokens: samples.reduce((sum, sample) => sum + promptTokens(sample), 0),
    ...(maxTokens !== undefined && { maxTokens }),
    isJudged: protocol.scorer.needs.includes('judge'),
    ...(measured !== undefined && { measured }),
    ...(noise.length > 0 && { noise: noise.reduce((sum, one) => sum + one.variance, 0) / noise.length }),
  }
}

/** Share of samples with a temperature above 0. Flags win over a sample's own settings, and those over the protocol's. */
function sampledShare(samples: readonly Sample[], protocol: Generation, flags: Generation): number {
  const isSampled = ({ generation }: Sample) => ({ ...protocol, ...generation, ...flags }).temperature !== 0
  return samples.filter(isSampled).length / samples.length
}

/** Effective sample size `1/Σw²`, where `w` is the weight of a sample in the score. */
function effectiveSize(samples: readonly Sample[], aggregate: Aggregate): number {
  const rated = samples.map(({ group }) => ({ group, value: 0, ratings: [0] }))
  const strata = strataOf(rated, aggregate)
  return 1 / strata.reduce((sum, { weight, sums }) => sum + weight ** 2 / sums.length, 0)
}

/**
 * Counts the prompt of each turn, which repeats the turns before it, and the worked examples before all of them. Where options are measured, each
 * of them repeats the prompt.
 */
export function promptTokens({ turns, history = [], continuations }: Sample): number {
  if (continuations !== undefined) {
    return continuations.reduce((sum, continuation) => sum + tokensIn(`${turns[0] ?? ''}${continuation}`), 0)
  }
  const examples = history.reduce((sum, { content }) => sum + tokensIn(content), 0)
  return turns.reduce((sum, turn, at) => sum + (turns.length - at) * tokensIn(turn), turns.length * examples)
}

/** Rough token estimate: four Latin letters or one Chinese character per token. */
function tokensIn(text: string): number {
  let tokens = 0
  for (const character of text) tokens += (character.codePointAt(0) ?? 0) < 0x2e80 ? 0.25 : 1
  return tokens
}
