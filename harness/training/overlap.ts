/** Searches prompts for benchmark questions: a test set must not become training data unnoticed. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { type DataOptions, isHere } from '../../benchmarks/data/dataset.ts'
import { BENCHMARKS } from '../../benchmarks/index.ts'
import { UsageError } from '../../results/errors.ts'
import { DEFAULT, loadScanned, originOf } from './contamination/benchmarks.ts'
import { sizesOf, WORDS } from './contamination/ngram-size.ts'
import { ContaminationScan } from './contamination/scan.ts'
import type { PromptFile, PromptRecord } from './prompt-file.ts'

/** Share of the prompts, or of a benchmark's samples, from which a file counts as the benchmark's test set. */
const TOO_MUCH = 0.2

export interface OverlapFacts {
  /** Length of the shared word sequences. */
  readonly words: number
  /** Number of prompts that overlap with a benchmark. */
  readonly prompts: number
  /** Benchmark → number of its samples found in the prompts. */
  readonly samples: Readonly<Record<string, number>>
  /** Benchmarks that were not searched for, because their data is not on this machine. */
  readonly notLookedFor: readonly string[]
}

/**
 * Searches the prompts for questions of every benchmark whose data is on this machine.
 *
 * @param isKnown whether the user allowed the overlap, or has it removed
 * @throws UsageError for a file that is, in good part, a benchmark's test set
 */
export async function lookForBenchmarks(
  { path, sha256, records }: PromptFile,
  data: DataOptions,
  isKnown: boolean,
): Promise<OverlapFacts> {
  const itself = BENCHMARKS.find(({ dataset }) => dataset.test.sha256 === sha256)
  if (itself !== undefined && !isKnown) {
    throw new UsageError(`${path}:1: this file is the test set of ${itself.name}`, { hint: adviceOn(itself.name) })
  }
  const here: Benchmark[] = []
  for (const benchmark of BENCHMARKS) if (await isHere(benchmark.dataset.test, data)) here.push(benchmark)
  const has = (name: string) => here.some((benchmark) => benchmark.name === name)
  // One edition of the same questions is enough: the tests of humaneval-plus alone would take 250 MB.
  const lookedFor = here.filter((benchmark) => originOf(benchmark) === benchmark.name || !has(originOf(benchmark)))
  const scan = new ContaminationScan(await loadScanned(lookedFor, data), sizesOf(WORDS))
  let first: number | undefined
  for (const { line, messages } of records) {
    const isHit = scan.add(path, { line, texts: messages.map(({ content }) => content) })
    if (isHit) first ??= line
  }
  const found = scan.results().map(({ benchmark, samples, overlapping }) => ({
    name: benchmark,
    found: overlapping.length,
    share: overlapping.length / samples,
  }))
  const facts: OverlapFacts = {
    words: WORDS,
    prompts: scan.contaminated,
    samples: Object.fromEntries(found.filter((one) => one.found > 0).map((one) => [one.name, one.found])),
    notLookedFor: BENCHMARKS.filter((benchmark) => !here.includes(benchmark) && !has(originOf(benchmark))).map(
      ({ name }) => name,
    ),
  }
  const most = found.toSorted((a, b) => b.found - a.found)[0]
  const isTestSet = scan.contaminated >= TOO_MUCH * records.length || found.some(({ share }) => share >= TOO_MUCH)
  if (most !== undefined && scan.contaminated > 0 && isTestSet && !isKnown) {
    throw new UsageError(
      `${path}:${first}: ${scan.contaminated} of ${records.length} prompts contain benchmark questions, most of them from ${most.name}`,
      { hint: adviceOn(most.name) },
    )
  }
  return facts
}

const adviceOn = (benchmark: string) =>
  `${benchmark} cannot evaluate a model that was trained on it. Remove its questions with --decontaminate, or build anyway with --allow-test-set.`

/** Finds records and answers that contain benchmark questions or answers. */
export class Decontamination {
  readonly #scan: ContaminationScan
  readonly #path: string

  private constructor(scan: ContaminationScan, path: string) {
    this.#scan = scan
    this.#path = path
  }

  /** @throws DatasetError for a benchmark whose data is missing */
  static async open(path: string, benchmarks: readonly Benchmark[] | undefined, data: DataOptions) {
    const loaded = await loadScanned(benchmarks ?? DEFAULT, data)
    return new Decontamination(new ContaminationScan(loaded, sizesOf(WORDS)), path)
  }

  holdsBenchmark({ line }: Pick<PromptRecord, 'line'>, texts: readonly string[]): boolean {
    return this.#scan.add(this.#path, { line, texts })
  }
}
