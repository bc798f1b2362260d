/** Samples of a benchmark that training files hold. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { loadScanned } from '../training/contamination/benchmarks.ts'
import { sizesOf, WORDS } from '../training/contamination/ngram-size.ts'
import { ContaminationScan, type Overlap } from '../training/contamination/scan.ts'
import { readTraining, requireFiles } from '../training/contamination/training-records.ts'

export interface TrainingOverlap {
  readonly files: readonly string[]
  readonly records: number
  /** Shared words that count. */
  readonly words: number
  readonly overlapping: readonly Overlap[]
}

interface OverlapOptions {
  readonly data: DataOptions
  readonly train: readonly string[]
  readonly showProtected: boolean
}

/** @throws DatasetError for a training file that cannot be read */
export async function overlapWith(
  benchmark: Benchmark,
  { data, train, showProtected }: OverlapOptions,
): Promise<TrainingOverlap> {
  await requireFiles(train)
  const scan = new ContaminationScan(await loadScanned([benchmark], data, showProtected), sizesOf(WORDS))
  for (const file of train) for await (const record of readTraining(file)) scan.add(file, record)
  const overlapping = scan.results().flatMap((result) => result.overlapping)
  return { files: train, records: scan.records, words: WORDS, overlapping }
}
