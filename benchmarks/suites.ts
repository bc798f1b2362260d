/** Benchmarks that are run together, under one name. */
import { UsageError } from '../results/errors.ts'
import type { Benchmark, Protocol } from './benchmark.ts'
import { BENCHMARKS, benchmarkNamed, protocolNamed } from './index.ts'

export interface SelectedBenchmark {
  readonly benchmark: Benchmark
  /** Of its protocol. */
  readonly name: string
  readonly protocol: Protocol<unknown>
}

interface Suite {
  readonly about: string
  readonly benchmarks: readonly string[]
  /** Absent: each benchmark's own default. */
  readonly protocol?: string
}

/** In the order of arXiv 2504.09639, table 1. */
const SEVEN = ['gpqa-diamond', 'gsm8k', 'mmlu', 'humaneval', 'ifeval', 'alignbench', 'mt-bench']

const SUITES: Readonly<Record<string, Suite>> = {
  all: { about: 'the seven benchmarks of that table, each by its default protocol', benchmarks: SEVEN },
  paper: { about: 'the seven under the settings of the paper', benchmarks: SEVEN, protocol: 'paper' },
  core: { about: 'all but mmlu and ifeval', benchmarks: SEVEN.filter((name) => name !== 'mmlu' && name !== 'ifeval') },
}

/** What `selectBenchmarks` accepts. */
export const BENCHMARK_NAMES = [...BENCHMARKS.map(({ name }) => name), ...Object.keys(SUITES)]

/** Protocols of all benchmarks, each name once. */
export const PROTOCOL_NAMES = [...new Set(BENCHMARKS.flatMap(({ protocols }) => Object.keys(protocols)))]

/** Sampled, for gates that ask several times. Judged benchmarks sample by default, and have no protocol of that name. */
const GATE = 'gate'

/**
 * Names of benchmarks and suites, each benchmark once.
 *
 * @param protocol asked for all; absent: a suite's own, or a benchmark's default. `gate` on a suite leaves judged benchmarks
 *   at their default
 * @param own benchmarks of the user's own
 * @throws UsageError for a name that is neither, or a protocol that a benchmark does not have
 */
export function selectBenchmarks(
  names: readonly string[],
  protocol: string | undefined,
  own: readonly Benchmark[] = [],
): SelectedBenchmark[] {
  const chosen = new Map<string, SelectedBenchmark>()
  for (const name of names) {
    const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined
    if (suite?.protocol !== undefined && protocol !== undefined) {
      throw new UsageError(`--protocol ${protocol}: "${name}" stands for the protocol ${suite.protocol}`, {
        hint: 'Name the benchmarks one by one, or "all", to choose another.',
      })
    }
    for (const member of suite?.benchmarks ?? [name]) {
      if (chosen.has(member)) continue
      const benchmark = benchmarkNamed(member, own)
      const wanted = protocol ?? suite?.protocol
      const isSampled = suite !== undefined && wanted === GATE && !Object.hasOwn(benchmark.protocols, GATE)
      chosen.set(member, { benchmark, ...protocolNamed(benchmark, isSampled ? undefined : wanted) })
    }
  }
  return [...chosen.values()]
}
