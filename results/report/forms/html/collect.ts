/** Reads the samples of runs into what an HTML file holds of them: the index whole, and as many texts as there is room for. */
import type { SampleRecord } from '../../../schema/schema.ts'
import { inSampleOrder } from '../../../summary/sample-order.ts'
import { type Showable, showable } from '../../../words/showable.ts'
import { matrixOf } from '../../matrix.ts'
import type { Results } from '../../results.ts'
import type { RecordedRun } from '../../sample-trials.ts'
import { packTexts } from './pack.ts'
import type {
  IndexedBenchmark,
  PageBenchmark,
  PageData,
  PageReply,
  PageSample,
  PageTexts,
  PageTrial,
} from './page-data.ts'
import { indexTrial, pageReply, promptsOf, snippetOf, testsOf } from './page-sample.ts'
import { changeOf, rowOf } from './query.ts'

export interface CollectOptions {
  readonly showProtected: boolean
  /** Characters of text that are held while a page is made; half of them are kept for samples that changed. Default: 48 million. */
  readonly room?: number
  /** Bytes that the texts of the page may take; changed samples may take four times as many. Default: 5 million. */
  readonly size?: number
}

export interface RecordedResults extends Results {
  readonly runs: readonly RecordedRun[]
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

/** The benchmarks of results with their runs, the one with the worst cell first. */
export function pageBenchmarks(results: RecordedResults): { benchmark: PageBenchmark; runs: readonly RecordedRun[] }[] {
  const matrix = matrixOf(results)
  return matrix.benchmarks.map(({ name, isProtected, baseline }) => {
    const cells = [...(baseline ? [baseline] : []), ...matrix.cells.filter(({ benchmark }) => benchmark === name)]
    const runs = cells.flatMap(({ run }) => results.runs.find(({ folder }) => folder === run.folder) ?? [])
    const models = cells.map(({ model, run }) => ({ name: model.toWellFormed(), folder: run.folder }))
    const pairs = matrix.models.flatMap((model): [number, number][] => {
      const candidate = cells.findIndex((cell) => cell.model === model)
      const before = runs.findIndex(({ folder }) => folder === cells[candidate]?.comparison?.before.run)
      return candidate === -1 || before === -1 ? [] : [[before, candidate]]
    })
    const range = runs[0]?.summary.range ?? [0, 1]
    return { benchmark: { name, range, isProtected, models, pairs }, runs }
  })
}

/** Mutable while the records come in. */
interface SampleDraft {
  question: string
  group?: string
  target?: string
  tests?: string
  prompts: readonly string[]
  /** Something of it did not fit. */
  isCut: boolean
  readonly trials: PageTrial[][]
  readonly replies: PageReply[][]
}

class BenchmarkDraft {
  readonly benchmark: PageBenchmark
  readonly #shelf: Shelf
  readonly #changed: ReadonlySet<string>
  readonly #samples = new Map<string, SampleDraft>()

  constructor(benchmark: PageBenchmark, shelf: Shelf, changed: ReadonlySet<string>) {
    this.benchmark = benchmark
    this.#shelf = shelf
    this.#changed = changed
  }

  add(model: number, record: Showable<SampleRecord>): void {
    const { id, group, target } = record
    const sample = this.#samples.get(id) ?? this.#begin(id)
    // A stored baseline keeps less of a sample than a run does.
    if (group !== undefined) sample.group ??= group
    if (target !== undefined) sample.target ??= target
    if (sample.question === '') sample.question = snippetOf(record)
    sample.trials[model]?.push(indexTrial(record))
    const tests = sample.tests === undefined ? testsOf(record) : undefined
    const prompts = sample.prompts.length === 0 ? promptsOf(record) : sample.prompts
    const reply = pageReply(record, prompts)
    const texts = [...(prompts === sample.prompts ? [] : prompts), tests ?? '', ...textsOf(reply)]
    if (sample.isCut || !this.#shelf.has(texts, this.#changed.has(id))) {
      Object.assign(sample, { isCut: true, prompts: [], replies: [] })
      return
    }
    sample.prompts = prompts
    if (tests !== undefined) sample.tests = tests
    sample.replies[model]?.push(reply)
  }

  #begin(id: string): SampleDraft {
    const each = <T>(): T[][] => this.benchmark.models.map(() => [])
    const sample = { question: '', prompts: [], isCut: false, trials: each<PageTrial>(), replies: each<PageReply>() }
    this.#samples.set(id, sample)
    return sample
  }

  /** In the order in which they should find room: what changed, the largest loss first, then the others. */
  texts() {
    const { name, pairs } = this.benchmark
    const all = [...this.#samples]
      .filter(([, { isCut }]) => !isCut)
      .map(([id, { target, prompts, tests, replies, trials }]) => {
        const changes = pairs.map(([before, after]) => changeOf(trials[before] ?? [], trials[after] ?? []))
        const isChanged = this.#changed.has(id) || changes.some((change) => change === 'lost' || change === 'gained')
        const { rank } = rowOf({ id, q: '', r: trials }, pairs[0] ?? [0])
        const texts: PageTexts = {
          id,
          ...(target !== undefined && { target }),
          prompts,
          ...(tests !== undefined && { tests }),
          runs: replies.map((list) => list.toSorted(byRepeat)),
        }
        return { texts, isChanged, rank }
      })
      .sort(
        (a, b) => Number(b.isChanged) - Number(a.isChanged) || a.rank - b.rank || inSampleOrder(a.texts.id, b.texts.id),
      )
    return { benchmark: name, samples: all, missing: this.#samples.size - all.length }
  }

  indexed(places: ReadonlyMap<string, number>): IndexedBenchmark {
    const samples = [...this.#samples].map(([id, { question, group, trials }]): PageSample => {
      const chunk = places.get(id)
      return {
        id,
        q: question,
        ...(group !== undefined && { g: group }),
        r: trials.map((list) => list.toSorted(byRepeat)),
        ...(chunk !== undefined && { c: chunk }),
      }
    })
    return { ...this.benchmark, samples: samples.sort((a, b) => inSampleOrder(a.id, b.id)) }
  }
}

const byRepeat = (one: { readonly r?: number }, other: { readonly r?: number }) => (one.r ?? 1) - (other.r ?? 1)

const textsOf = ({ t = [], k = [], p = [], w, d = '', j = [] }: PageReply) => [
  ...t,
  ...k,
  ...p,
  w,
  d,
  ...j.flatMap(({ s }) => s),
]

/** How much text there is room for. */
class Shelf {
  #left: number
  readonly #reserved: number

  constructor(room: number) {
    this.#left = room
    this.#reserved = room / 2
  }

  /** Takes the room, where there is enough of it. */
  has(texts: readonly string[], isImportant: boolean): boolean {
    const size = texts.reduce((sum, { length }) => sum + length, 0)
    if (this.#left - size < (isImportant ? 0 : this.#reserved)) return false
    this.#left -= size
    return true
  }
}
