/** What one page compares: results as a report has them, and its samples from the folders, a page at a time. */

import { defined } from '../../results/defined.ts'
import { IncomparableError, UsageError } from '../../results/errors.ts'
import { pageBenchmarks, type RecordedResults } from '../../results/report/forms/html/page-benchmarks.ts'
import type {
  IndexedBenchmark,
  PageBenchmark,
  PageSample,
  PageTexts,
} from '../../results/report/forms/html/page-data.ts'
import { pageReply, promptsOf, testsOf } from '../../results/report/forms/html/page-sample.ts'
import { type Answer, answerQuery, type Query } from '../../results/report/forms/html/query.ts'
import type { Comparison } from '../../results/schema/comparison.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, runName, type StoredRun } from '../../results/store/read.ts'
import { inSampleOrder } from '../../results/summary/sample-order.ts'
import { summarize } from '../../results/summary/summarize.ts'
import { type Showable, showableResults } from '../../results/words/showable.ts'
import { gatherReportCurves, gatherResults } from '../reporting/gather-results.ts'
import { recordedBaseline } from '../reporting/order-of-runs.ts'
import { type Catalog, defaultRange, plannedTrials } from './catalog.ts'
import type { RunSamples } from './run-samples.ts'

interface Given {
  readonly catalog: Catalog
  readonly runs: readonly StoredRun[]
  /** Label of the model that the others are compared with; absent: as recorded, else that of the first run. */
  readonly baseline?: string
  readonly showProtected: boolean
}

export class ViewedComparison {
  readonly results: RecordedResults
  readonly benchmarks: readonly PageBenchmark[]
  /** Why nothing is compared, though there are several runs. */
  readonly incomparable: string | undefined
  readonly #catalog: Catalog
  readonly #indexes = new Map<string, { readonly version: string; readonly index: IndexedBenchmark }>()
  readonly #found = new Map<string, { readonly version: string; readonly ids: Set<string> }>()

  private constructor(catalog: Catalog, results: RecordedResults, incomparable: string | undefined) {
    this.#catalog = catalog
    this.results = results
    this.incomparable = incomparable
    this.benchmarks = pageBenchmarks(results).map(({ benchmark }) => benchmark)
  }

  static async of({ catalog, runs, baseline, showProtected }: Given): Promise<ViewedComparison> {
    const finished: FinishedRun[] = []
    for (const run of runs) finished.push(await withSummary(run))
    const label = baseline ?? baselineOf(finished)
    const { results: facts, reasons } = await compared(finished, label)
    const { curves } = await gatherReportCurves(finished, { label })
    const results = { ...facts, curves }
    const incomparable = reasons.length === 0 ? undefined : reasons.join('; ')
    return new ViewedComparison(catalog, showableResults(results, showProtected), incomparable)
  }

  /** Of all benchmarks, without the texts of samples. */
  async indexes(): Promise<IndexedBenchmark[]> {
    const all: IndexedBenchmark[] = []
    for (const { name } of this.benchmarks) all.push((await this.#index(name)).index)
    return all
  }

  async page(name: string, query: Omit<Query, 'found'>, text: string): Promise<Answer> {
    const { index, version } = await this.#index(name)
    const found = text === '' ? undefined : await this.#search(index, text, version)
    return answerQuery(index, { ...query, found })
  }

  async texts(name: string, id: string): Promise<PageTexts | undefined> {
    const benchmark = this.benchmarks.find((one) => one.name === name)
    if (benchmark === undefined) return undefined
    const all: Showable<SampleRecord>[][] = []
    for (const { folder } of benchmark.models) all.push((await this.#catalog.samples(runName(folder))).recordsOf(id))
    const [first] = all.flat()
    if (first === undefined) return undefined
    const prompts = promptsOf(all.flat().find(({ attempt }) => attempt.turns.length > 0) ?? first)
    return {
      id,
      ...defined({ target: first.target, tests: testsOf(first) }),
      prompts,
      runs: all.map((records) => records.map((record) => pageReply(record, prompts))),
    }
  }

  async #index(name: string) {
    const benchmark = this.benchmarks.find((one) => one.name === name)
    if (benchmark === undefined) return { version: '', index: { ...NOTHING, name } }
    const runs: RunSamples[] = []
    for (const { folder } of benchmark.models) runs.push(await this.#catalog.samples(runName(folder)))
    const version = runs.map(({ size }) => size).join()
    const known = this.#indexes.get(name)
    if (known?.version === version) return known
    const samples = new Map<string, { q: string; g?: string }>()
    for (const run of runs) {
      for (const [id, { question, group }] of run.samples) {
        if (!samples.has(id)) samples.set(id, { q: question, ...(group !== undefined && { g: group }) })
      }
    }
    const listed = [...samples].map(
      ([id, facts]): PageSample => ({ id, ...facts, r: runs.map((run) => run.samples.get(id)?.trials ?? []) }),
    )
    const made = { version, index: { ...benchmark, samples: listed.sort((a, b) => inSampleOrder(a.id, b.id)) } }
    this.#indexes.set(name, made)
    return made
  }

  /** The last search is kept, since a reader turns pages. */
  async #search({ name, models }: PageBenchmark, text: string, version: string): Promise<Set<string>> {
    const key = JSON.stringify([name, text])
    const known = this.#found.get(key)
    if (known?.version === version) return known.ids
    const ids = new Set<string>()
    for (const { folder } of models) {
      for (const id of await (await this.#catalog.samples(runName(folder))).search(text)) ids.add(id)
    }
    this.#found.clear()
    this.#found.set(key, { version, ids })
    return ids
  }
}

const NOTHING: IndexedBenchmark = { name: '', range: [0, 1], isProtected: false, models: [], pairs: [], samples: [] }

/** Of a run under way, what it comes to so far. */
async function withSummary(run: StoredRun): Promise<FinishedRun> {
  const { manifest } = run
  if (run.summary !== undefined && manifest.status !== 'running') return { ...run, summary: run.summary }
  const summary = await summarize(run.records(), {
    metric: manifest.protocol.metric,
    range: run.summary?.range ?? defaultRange(manifest),
    planned: plannedTrials(manifest),
    repeats: manifest.trialsPerSample,
    permutations: manifest.permutations,
    aggregate: manifest.protocol.aggregate,
    price: manifest.model.price,
    wallMs: 0,
  })
  return { ...run, summary }
}

/** As the runs recorded it; where they disagree, the first model that was picked. */
function baselineOf(runs: readonly FinishedRun[]): string {
  const first = runs[0]?.manifest.model.label ?? ''
  try {
    return recordedBaseline(runs) ?? first
  } catch (error) {
    if (error instanceof UsageError) return first
    throw error
  }
}

/** All together; where some must not be compared, each benchmark by itself, with the reasons of those that cannot be. */
async function compared(runs: readonly FinishedRun[], label: string) {
  const gather = (some: readonly FinishedRun[]) => gatherResults(some, { baseline: { label } })
  const whole = await gather(runs).catch(incomparableOnly)
  if (!(whole instanceof IncomparableError)) return { results: whole, reasons: [] }
  const comparisons: Comparison[] = []
  const reasons: string[] = []
  for (const [name, group] of Map.groupBy(runs, ({ manifest }) => manifest.benchmark.name)) {
    const found = await gather(group).catch(incomparableOnly)
    if (found instanceof IncomparableError) reasons.push(`${name}: ${found.message}`)
    else comparisons.push(...found.comparisons)
  }
  return { results: { runs, comparisons }, reasons }
}

function incomparableOnly(error: unknown): IncomparableError {
  if (error instanceof IncomparableError) return error
  throw error
}
