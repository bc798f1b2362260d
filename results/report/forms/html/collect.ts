/** Reads the samples of runs into what an HTML file holds of them: the index whole, and as many texts as there is room for. */
import { showable } from '../../../words/showable.ts'
import { BenchmarkDraft, Shelf } from './benchmark-draft.ts'
import { packTexts } from './pack.ts'
import { pageBenchmarks, type RecordedResults } from './page-benchmarks.ts'
import type { IndexedBenchmark, PageData } from './page-data.ts'

export interface CollectOptions {
  readonly showProtected: boolean
  /** Characters of text that are held while a page is made; half of them are kept for samples that changed. Default: 48 million. */
  readonly room?: number
  /** Bytes that the texts of the page may take; changed samples may take four times as many. Default: 5 million. */
  readonly size?: number
}

/** What an HTML file has inside. */
export interface CollectedPage {
  readonly data: PageData
  readonly index: readonly IndexedBenchmark[]
  /** Packed, each by itself. */
  readonly chunks: readonly string[]
}

/** @returns samples in their order, whatever the order in which they were answered */
export async function collectPage(
  results: RecordedResults,
  { showProtected, room = 48_000_000, size = 5_000_000 }: CollectOptions,
): Promise<CollectedPage> {
  const shelf = new Shelf(room)
  const drafts: BenchmarkDraft[] = []
  const canaries = new Set<string>()
  for (const { benchmark, runs } of pageBenchmarks(results)) {
    const changed = new Set(
      results.comparisons
        .filter(({ after }) => runs.some(({ folder }) => folder === after.run))
        .flatMap(({ flips }) => flips.map(({ id }) => id)),
    )
    const draft = new BenchmarkDraft(benchmark, shelf, changed)
    for (const [at, run] of runs.entries()) {
      for await (const record of run.records()) {
        if (showProtected && record.canary !== undefined) canaries.add(record.canary)
        draft.add(at, showable(record, run.manifest, showProtected))
      }
    }
    drafts.push(draft)
  }
  const { chunks, places, leftOut } = packTexts(
    drafts.map((draft) => draft.texts()),
    size,
  )
  const index = drafts.map((draft, at) => draft.indexed(places[at] ?? new Map()))
  return {
    data: {
      source: 'file',
      benchmarks: drafts.map(({ benchmark }) => benchmark),
      ...(leftOut > 0 && { leftOut }),
      ...(canaries.size > 0 && { canaries: [...canaries] }),
    },
    index,
    chunks,
  }
}
