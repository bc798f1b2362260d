/** The samples of one benchmark while its runs are read: the index of all, and the texts that there is room for. */
import type { SampleRecord } from '../../../schema/schema.ts'
import { inSampleOrder } from '../../../summary/sample-order.ts'
import type { Showable } from '../../../words/showable.ts'
import type { TextsToPack } from './pack.ts'
import type { IndexedBenchmark, PageBenchmark, PageReply, PageSample, PageTexts, PageTrial } from './page-data.ts'
import { indexTrial, pageReply, promptsOf, snippetOf, testsOf } from './page-sample.ts'
import { changeOf, rowOf } from './query.ts'

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

export class BenchmarkDraft {
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
  texts(): TextsToPack {
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
export class Shelf {
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
