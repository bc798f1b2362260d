/** Reads the samples of runs into what an HTML report holds of them. */

import type { Completion, Prompt, SampleRecord, Turn } from '../../../schema/schema.ts'
import { sum } from '../../../statistics/sum.ts'
import { inSampleOrder } from '../../../summary/sample-order.ts'
import { redacted } from '../../../words/redacted.ts'
import { changeWords } from '../../flips.ts'
import type { Results } from '../../results.ts'
import { runNames } from '../../run-names.ts'
import type { RecordedRun } from '../../sample-trials.ts'
import type { PageBenchmark, PageData, PageFlip, PageTrial, PageView } from './page-data.ts'
import { verdictsOf } from './verdicts.ts'

export interface CollectOptions {
  readonly showProtected: boolean
  /** Characters of replies that the page may hold; half of them are kept for samples that changed. Default: 48 million. */
  readonly room?: number
}

export interface RecordedResults extends Results {
  readonly runs: readonly RecordedRun[]
}

/** @returns samples in their order, whatever the order in which they were answered */
export async function collectPage(
  results: RecordedResults,
  { showProtected, room = 48_000_000 }: CollectOptions,
): Promise<PageData> {
  const names = runNames(results.runs)
  const groups = Map.groupBy(results.runs.keys(), (at) => results.runs[at]?.manifest.benchmark.name ?? '')
  const shelf = new Shelf(room)
  const benchmarks: PageBenchmark[] = []
  for (const [name, at] of groups) {
    const runs = at.flatMap((index) => results.runs[index] ?? [])
    const views = viewsOf(
      results,
      runs,
      at.map((index) => names[index] ?? ''),
    )
    const flipped = new Set(views.flatMap(({ flips }) => Object.keys(flips)))
    const { samples, canary } = await samplesOf(runs, flipped, shelf, showProtected)
    const [min, best] = runs[0]?.summary.range ?? [0, 1]
    benchmarks.push({
      name,
      best,
      binary: min === 0 && best === 1,
      samples,
      ...(canary !== undefined && { canary }),
      views,
    })
  }
  return { benchmarks }
}

function viewsOf({ comparisons }: Results, runs: readonly RecordedRun[], names: readonly string[]): PageView[] {
  const all = runs.map((run, at): PageView => {
    const after = { run: at, name: names[at] ?? '', folder: run.folder }
    const comparison = comparisons.find((one) => one.after.run === run.folder)
    const before = runs.findIndex(({ folder }) => folder === comparison?.before.run)
    if (comparison === undefined || before === -1) return { title: after.name, after, flips: {} }
    const baseline = { run: before, name: names[before] ?? '' }
    const flips = Object.fromEntries(
      comparison.flips.map(({ id, direction, stable, ...flip }): [string, PageFlip] => {
        const change = changeWords({ ...flip, id, direction })
        return [id, stable === undefined ? [direction, change] : [direction, change, stable ? 'stable' : 'flaky']]
      }),
    )
    return { title: `${baseline.name} → ${after.name}`, before: baseline, after, flips }
  })
  const compared = all.filter(({ before }) => before !== undefined)
  return compared.length > 0 ? compared : all
}

/** Mutable while the records come in. */
interface Draft {
  readonly id: string
  group?: string
  target?: string
  prompts: readonly string[]
  readonly runs: PageTrial[][]
}

async function samplesOf(
  runs: readonly RecordedRun[],
  flipped: ReadonlySet<string>,
  shelf: Shelf,
  showProtected: boolean,
): Promise<Pick<PageBenchmark, 'samples' | 'canary'>> {
  const samples = new Map<string, Draft>()
  let canary: string | undefined
  for (const [at, run] of runs.entries()) {
    for await (const whole of run.records()) {
      const record = showProtected ? whole : redacted(whole, run.manifest)
      const { id, group, target } = record
      if (showProtected) canary ??= record.canary
      const sample = samples.get(id) ?? { id, prompts: [], runs: runs.map(() => []) }
      samples.set(id, sample)
      // A stored baseline keeps less of a sample than a run does.
      if (group !== undefined) sample.group ??= group
      if (target !== undefined) sample.target ??= target
      const prompts = record.attempt.turns.map(({ prompt }, turn) => promptText(prompt, turn))
      if (sample.prompts.length === 0 && shelf.has(prompts, flipped.has(id))) sample.prompts = prompts
      const own = same(prompts, sample.prompts) || sample.prompts.length === 0 ? [] : prompts
      sample.runs[at]?.push(trialOf(record, own, shelf, flipped.has(id)))
    }
  }
  for (const { runs } of samples.values()) for (const trials of runs) trials.sort((a, b) => (a.r ?? 1) - (b.r ?? 1))
  const inOrder = [...samples.values()].sort((a, b) => inSampleOrder(a.id, b.id))
  return { samples: inOrder, ...(canary !== undefined && { canary }) }
}

/** How much text there is room for. */
class Shelf {
  #left: number
  readonly #reserved: number

  constructor(room: number) {
    this.#left = room
    this.#reserved = room / 2
  }

  /** Takes the room, where there is enough of it. */
  has(texts: readonly string[], important: boolean): boolean {
    const size = texts.reduce((sum, { length }) => sum + length, 0)
    if (this.#left - size < (important ? 0 : this.#reserved)) return false
    this.#left -= size
    return true
  }
}

function trialOf(record: SampleRecord, prompts: readonly string[], shelf: Shelf, important: boolean): PageTrial {
  const { repeat, outcome, attempt } = record
  const replies = attempt.turns.map(({ completion }) => replyText(completion))
  const thoughts = attempt.turns.map(({ completion }) => completion.reasoning ?? '')
  const verdicts = verdictsOf(record)
  const kept = shelf.has([...replies, ...thoughts, ...prompts, ...verdicts.flatMap(({ s }) => s)], important)
  const tokens = outputTokens(attempt.turns)
  return {
    ...(repeat !== 1 && { r: repeat }),
    ...outcomeOf(outcome),
    ...(kept && { t: replies }),
    ...(kept && thoughts.some((text) => text !== '') && { k: thoughts }),
    ...(kept && prompts.length > 0 && { p: prompts }),
    ...(tokens !== undefined && { n: tokens }),
    ...(kept && verdicts.length > 0 && { j: verdicts }),
  }
}

function outcomeOf(outcome: SampleRecord['outcome']): PageTrial {
  if (outcome.kind === 'unscored') return { u: outcome.reason, m: outcome.error.message }
  const { value, answer, flaw, span, verdict } = outcome.score
  return {
    v: Number(value.toPrecision(6)),
    ...(verdict === undefined ? { a: answer } : { g: verdict.outcome }),
    ...(flaw !== undefined && { f: flaw }),
    ...(span !== undefined && verdict === undefined && { s: span }),
  }
}

/** Of a conversation, what a turn adds. */
function promptText(prompt: Prompt, turn: number): string {
  if (typeof prompt === 'string') return prompt
  const from = turn === 0 ? 0 : prompt.findLastIndex(({ role }) => role === 'assistant') + 1
  const added = prompt.slice(from)
  if (added.length === 1 && added[0]?.role === 'user') return added[0].content
  return added.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n')
}

const replyText = ({ text, refusal }: Completion) => (refusal === undefined ? text : `[refusal] ${refusal}\n${text}`)

function outputTokens(turns: readonly Turn[]): number | undefined {
  const counts = turns.flatMap(({ completion }) => completion.usage?.outputTokens ?? [])
  return counts.length === 0 ? undefined : sum(counts)
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((text, at) => text === b[at])
