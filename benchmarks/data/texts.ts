/** Every text of a benchmark's rows: what training data must not contain. */
import type { Benchmark, Protocol } from '../benchmark.ts'
import { readRows } from './checked-rows.ts'
import { type DataOptions, locate } from './dataset.ts'
import { loadSamples } from './samples.ts'

/** One text of one sample. */
export interface BenchmarkText {
  readonly id: string
  /** The column it is in. */
  readonly field: string
  readonly text: string
}

/**
 * Questions, choices, answers, explanations, solutions and tests alike; a column may hold a list of texts.
 *
 * @throws DatasetError for data that is missing or wrong
 */
export async function loadTexts(
  benchmark: Benchmark,
  options: DataOptions,
): Promise<{ readonly samples: number; readonly texts: readonly BenchmarkText[] }> {
  const [protocol] = Object.values(benchmark.protocols)
  const { allIds } = await loadSamples(benchmark, protocol as Protocol<unknown>, {}, options)
  const { test } = benchmark.dataset
  const rows = await readRows(await locate(test, options), test, benchmark.row)
  const texts = rows.flatMap(({ row }, index) =>
    Object.entries(row as object).flatMap(([field, value]) =>
      [value].flat().flatMap((text) => (typeof text === 'string' ? [{ id: allIds[index] ?? '', field, text }] : [])),
    ),
  )
  return { samples: allIds.length, texts }
}
