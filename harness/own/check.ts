/** Checks a benchmark of the user's own before anything is spent: its prompts, its scorer, its samples and what they can show. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import { readRows } from '../../benchmarks/data/checked-rows.ts'
import { type DataOptions, locate } from '../../benchmarks/data/dataset.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { protocolNamed } from '../../benchmarks/index.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'
import type { Message, Sample } from '../../results/schema/schema.ts'
import { promptTokens } from '../reporting/planned-benchmarks.ts'
import { type DuplicateFinding, duplicatesIn } from './duplicates.ts'
import { type GoldFinding, tryGold } from './gold.ts'
import { overlapWith, type TrainingOverlap } from './overlap.ts'
import { type Power, powerOf } from './power.ts'

export interface CheckOptions {
  readonly data: DataOptions
  readonly policy: GatePolicy
  /** Training files to search for the samples. */
  readonly train: readonly string[]
  /** Tokens of the model's context. */
  readonly context?: number
  /** Whether the text of a protected benchmark may be shown. */
  readonly showProtected: boolean
}

export interface BenchmarkCheck {
  readonly benchmark: string
  readonly version: number
  readonly source?: string
  readonly data: { readonly file: string; readonly sha256: string; readonly samples: number }
  readonly scorer: string
  readonly rule?: string
  /** Samples in each group. */
  readonly groups: Readonly<Record<string, number>>
  /** Three samples as they are asked. */
  readonly prompts: readonly ShownPrompt[]
  readonly gold: GoldFinding
  readonly duplicates: readonly DuplicateFinding[]
  readonly context: ContextFinding
  readonly power: Power
  readonly training?: TrainingOverlap
}

export interface ShownPrompt {
  readonly id: string
  readonly messages: readonly Message[]
  readonly target?: string
}

export interface ContextFinding {
  /** The longest prompt, in estimated tokens. */
  readonly longest: { readonly id: string; readonly tokens: number }
  /** Tokens kept for the reply. */
  readonly reply?: number
  /** Samples whose prompt and reply do not fit `limit`. */
  readonly over: readonly string[]
  readonly limit?: number
}

/** Whether nothing was found that has to be mended before a run. */
export const isSound = ({ gold, context }: BenchmarkCheck): boolean =>
  gold.wrong.length === 0 && context.over.length === 0

/** @throws UsageError or DatasetError for a declaration or data that cannot be used at all */
export async function checkBenchmark(benchmark: Benchmark, options: CheckOptions): Promise<BenchmarkCheck> {
  const { protocol } = protocolNamed(benchmark, undefined)
  const { samples, facts } = await loadSamples(benchmark, protocol, {}, options.data)
  const { test } = benchmark.dataset
  const rows = await readRows(await locate(test, options.data), test, benchmark.row)
  benchmark.checkRows?.(rows.map(({ row }) => row)) // a benchmark in TypeScript learns the places of its rows here
  const isShown = benchmark.protected !== true || options.showProtected
  return {
    benchmark: benchmark.name,
    version: benchmark.version,
    ...(benchmark.source !== undefined && { source: benchmark.source }),
    data: { file: test.path ?? test.file, sha256: Object.values(facts.files)[0] ?? '', samples: samples.length },
    scorer: protocol.scorer.name,
    ...(protocol.scorer.rule !== undefined && { rule: protocol.scorer.rule }),
    groups: countGroups(samples),
    prompts: isShown ? threeOf(samples).map(shown) : [],
    gold: await tryGold(benchmark, protocol, samples, rows, options.data.cacheDir),
    duplicates: duplicatesIn(benchmark, samples, rows),
    context: contextFinding(samples, protocol, options.context),
    power: powerOf(benchmark, protocol, samples.length, options.policy),
    ...(options.train.length > 0 && { training: await overlapWith(benchmark, options) }),
  }
}

const shown = ({ id, history = [], turns, target }: Sample): ShownPrompt => ({
  id,
  messages: [...history, ...turns.map((content) => ({ role: 'user' as const, content }))],
  ...(target !== undefined && { target }),
})

/** The first, one from the middle, and the last. */
function threeOf(samples: readonly Sample[]): readonly Sample[] {
  const places = new Set([0, Math.floor((samples.length - 1) / 2), samples.length - 1])
  return samples.filter((_, index) => places.has(index))
}

function countGroups(samples: readonly Sample[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(
    samples.filter(({ group }) => group !== undefined),
    ({ group = '' }) => group,
  )
  return Object.fromEntries([...groups].map(([name, members]) => [name, members.length]))
}

function contextFinding(
  samples: readonly Sample[],
  { generation: { maxTokens: reply } }: Protocol<unknown>,
  limit: number | undefined,
): ContextFinding {
  const sizes = samples.map((sample) => ({ id: sample.id, tokens: Math.ceil(promptTokens(sample)) }))
  const longest = sizes.reduce((most, one) => (one.tokens > most.tokens ? one : most))
  const over = limit === undefined ? [] : sizes.filter(({ tokens }) => tokens + (reply ?? 0) > limit)
  return {
    longest,
    ...(reply !== undefined && { reply }),
    over: over.map(({ id }) => id),
    ...(limit !== undefined && { limit }),
  }
}
