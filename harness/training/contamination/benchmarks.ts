/** Which benchmarks are looked for in training data, and what counts as overlap. */
import type { Benchmark } from '../../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../../benchmarks/data/dataset.ts'
import { loadTexts } from '../../../benchmarks/data/texts.ts'
import { BENCHMARKS } from '../../../benchmarks/index.ts'
import type { NgramSizes } from './ngram-index.ts'
import type { ScannedBenchmark } from './scan.ts'

/** As GPT-3's authors searched, arXiv:2005.14165, appendix C; a Chinese word has about one and a half characters. */
export const WORDS = 13
const CHARACTERS_PER_WORD = 1.5

export const sizesOf = (words: number): NgramSizes => ({
  words,
  characters: Math.round(CHARACTERS_PER_WORD * words),
})

/** The benchmark whose questions it asks: `humaneval-plus` → `humaneval`; mostly itself. */
export const originOf = ({ name }: Pick<Benchmark, 'name'>) => name.replace(/-(plus|platinum|js|inf)$/, '')

/** The demo's own problems are for nobody's training. */
export const DEFAULT = BENCHMARKS.filter(
  (benchmark) => benchmark.name !== 'wordproblems' && originOf(benchmark) === benchmark.name,
)

/**
 * @param showProtected whether evidence may hold words of benchmarks whose authors ask not to
 * @throws DatasetError for data that is missing or wrong
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
