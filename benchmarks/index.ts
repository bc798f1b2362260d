/** All benchmarks, and the lookup by name. */
import { UsageError } from '../results/errors.ts'
import { nearest } from '../results/names.ts'
import { alignbench } from './alignbench.ts'
import { arcChallenge } from './arc-challenge.ts'
import type { Benchmark, Protocol } from './benchmark.ts'
import { gpqaDiamond } from './gpqa-diamond.ts'
import { gsm8k, gsm8kPlatinum } from './gsm8k.ts'
import { hellaswag } from './hellaswag.ts'
import { humaneval } from './humaneval.ts'
import { humanevalJs } from './humaneval-js.ts'
import { humanevalPlus } from './humaneval-plus.ts'
import { ifeval } from './ifeval.ts'
import { math, math500 } from './math-500.ts'
import { mmlu } from './mmlu.ts'
import { mtBench, mtBenchInf } from './mt-bench.ts'
import { wordproblems } from './wordproblems.ts'

export const BENCHMARKS: readonly Benchmark[] = [
  gsm8k,
  gsm8kPlatinum,
  humaneval,
  humanevalPlus,
  humanevalJs,
  gpqaDiamond,
  math500,
  math,
  mmlu,
  ifeval,
  arcChallenge,
  hellaswag,
  mtBench,
  mtBenchInf,
  alignbench,
  wordproblems,
]

/**
 * @param own benchmarks of the user's own
 * @throws UsageError for a name that no benchmark has
 */
export function benchmarkNamed(name: string, own: readonly Benchmark[] = []): Benchmark {
  const all = [...BENCHMARKS, ...own]
  const found = all.find((benchmark) => benchmark.name === name)
  if (found !== undefined) return found
  const names = all.map((benchmark) => benchmark.name)
  throw new UsageError(`unknown benchmark "${name}"`, {
    hint: `${nearest(name, names)}There are: ${names.join(', ')}. One of your own is named by its file, ${name}.benchmark.yaml.`,
  })
}

/** The named protocol, or the benchmark's first one. @throws UsageError for a name the benchmark does not have */
export function protocolNamed(
  benchmark: Benchmark,
  name: string | undefined,
): { readonly name: string; readonly protocol: Protocol<unknown> } {
  const names = Object.keys(benchmark.protocols)
  const chosen = name ?? (names[0] as string)
  const protocol = Object.hasOwn(benchmark.protocols, chosen) ? benchmark.protocols[chosen] : undefined
  if (protocol !== undefined) return { name: chosen, protocol }
  throw new UsageError(`${benchmark.name} has no protocol "${chosen}"`, {
    hint: `${nearest(chosen, names)}It has: ${names.join(', ')}. See: evalkit list protocols`,
  })
}
