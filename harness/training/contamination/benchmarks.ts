/** The benchmarks that are searched for in training data. */
import type { Benchmark } from '../../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../../benchmarks/data/dataset.ts'
import { loadTexts } from '../../../benchmarks/data/texts.ts'
import { BENCHMARKS } from '../../../benchmarks/index.ts'
import type { ScannedBenchmark } from './scan.ts'

/** The benchmark that an edition takes its questions from: `humaneval-plus` → `humaneval`; otherwise its own name. */
export const originOf = ({ name }: Pick<Benchmark, 'name'>) => name.replace(/-(plus|platinum|js|inf)$/, '')

/** Searched by default: one edition of each benchmark, without the demo's. */
export const DEFAULT = BENCHMARKS.filter(
  (benchmark) =>
    benchmark.name !== 'wordproblems' &&
    benchmark.dataset.test.obtain === undefined && // a file of the user's own is searched for where it is named
    originOf(benchmark) === benchmark.name,
)

/**
 * @param showProtected whether evidence may quote benchmarks whose authors ask not to publish their text
 * @throws DatasetError for data that is missing or damaged
 */
export async function loadScanned(
  benchmarks: readonly Benchmark[],
  data: DataOptions,
  showProtected = false,
): Promise<ScannedBenchmark[]> {
  const loaded: ScannedBenchmark[] = []
  for (const benchmark of benchmarks) {
    const { texts, samples } = await loadTexts(benchmark, data)
    const isProtected = benchmark.protected === true && !showProtected
    loaded.push({ name: benchmark.name, samples, texts, isProtected })
  }
  return loaded
}
