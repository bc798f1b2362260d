/** Finds benchmark samples in a training set. */
import { type KnownText, NgramIndex } from './ngram-index.ts'
import type { NgramSizes } from './ngram-size.ts'
import { Tokens } from './tokens.ts'
import type { TrainingRecord } from './training-records.ts'

export interface ScannedBenchmark {
  readonly name: string
  readonly samples: number
  /** Whether the benchmark's text must not be shown. */
  readonly isProtected: boolean
  readonly texts: readonly KnownText[]
}

/** A training record that overlaps with a sample. */
export interface Evidence {
  readonly file: string
  readonly line: number
  /** Column of the sample's text. */
  readonly field: string
  /** Length of the longest shared word sequence. */
  readonly words: number
  /** Number of words in the sample's text. */
  readonly of: number
  /** The first shared words; absent for a protected benchmark. */
  readonly text?: string
}

export interface Overlap {
  readonly id: string
  /** Number of training records that overlap with the sample. */
  readonly records: number
  /** Longest overlap first. */
  readonly evidence: readonly Evidence[]
}

export interface BenchmarkOverlap {
  readonly benchmark: string
  readonly samples: number
  /** In benchmark order. */
  readonly overlapping: readonly Overlap[]
}

const MOST_EVIDENCE = 3
const SHOWN_WORDS = 40

export class ContaminationScan {
  readonly #benchmarks: readonly (ScannedBenchmark & { readonly index: NgramIndex })[]
  readonly #found = new Map<string, { records: number; evidence: Evidence[] }>()
  readonly #tokens = new Tokens()
  records = 0
  /** Number of records that overlap with a benchmark. */
  contaminated = 0

  constructor(benchmarks: readonly ScannedBenchmark[], sizes: NgramSizes) {
    this.#benchmarks = benchmarks.map((benchmark) => ({ ...benchmark, index: new NgramIndex(benchmark.texts, sizes) }))
  }

  /** @returns whether the record overlaps with a benchmark */
  add(file: string, { line, texts }: Pick<TrainingRecord, 'line' | 'texts'>): boolean {
    const longest = new Map<string, Evidence>()
    for (const text of texts) {
      this.#tokens.read(text)
      for (const { index, isProtected } of this.#benchmarks) {
        const runs = new Map<KnownText, { from: number; to: number }>()
        index.search(this.#tokens, ({ known, from, to, of }) => {
          const run = runs.get(known)
          if (run !== undefined && from <= run.to) run.to = Math.max(run.to, to)
          else runs.set(known, { from, to })
          const { from: begin, to: end } = runs.get(known) as { from: number; to: number }
          if (end - begin <= (longest.get(known.id)?.words ?? 0)) return
          const shown = this.#tokens.words(begin, Math.min(end, begin + SHOWN_WORDS)).join(' ')
          longest.set(known.id, {
            file,
            line,
            field: known.field,
            words: end - begin,
            of,
            ...(!isProtected && { text: shown }),
          })
        })
      }
    }
    this.records++
    if (longest.size === 0) return false
    this.contaminated++
    for (const [id, evidence] of longest) this.#note(id, evidence)
    return true
  }

  results(): BenchmarkOverlap[] {
    return this.#benchmarks.map(({ name, samples, texts }) => {
      const ids = [...new Set(texts.map(({ id }) => id))]
      const overlapping = ids.flatMap((id) => {
        const found = this.#found.get(id)
        return found === undefined ? [] : [{ id, ...found }]
      })
      return { benchmark: name, samples, overlapping }
    })
  }

  #note(id: string, evidence: Evidence): void {
    const found = this.#found.get(id) ?? { records: 0, evidence: [] }
    found.records++
    found.evidence = [...found.evidence, evidence].sort((a, b) => b.words - a.words).slice(0, MOST_EVIDENCE)
    this.#found.set(id, found)
  }
}
