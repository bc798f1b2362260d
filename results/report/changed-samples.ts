/** Which samples were gained and lost between two runs, or are wrong in one, with the answers taken. */
import type { RunManifest, SampleRecord } from '../schema/schema.ts'
import { Moments } from '../statistics/moments.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import { visibleLine } from '../visible.ts'
import { count, plural, type Range, score } from '../words/format.ts'
import { type Showable, showable } from '../words/showable.ts'
import { drawTable, type TextOptions } from './layout.ts'

/** What became of one sample in one run, without its prompt and replies. */
export interface SampleView {
  readonly id: string
  readonly target?: string
  /** Mean over scored repeats; undefined where none is scored. */
  readonly value?: number
  /** The answer taken, or what there was instead; with repeats the mean and how many there are. */
  readonly answer: string
  /** No repeat has an answer. */
  readonly isUnanswered: boolean
}

export type Change = 'lost' | 'gained' | 'same'

export interface ChangedSample {
  readonly id: string
  readonly change: Change
  readonly target?: string
  readonly before: SampleView
  readonly after: SampleView
}

interface Recorded {
  readonly manifest: RunManifest
  records(): AsyncIterable<SampleRecord>
}

/** @param range what a score can be @param showProtected also answers of protected benchmarks that are more than a letter */
export async function viewSamples(
  run: Recorded,
  range: Range,
  showProtected: boolean,
): Promise<Map<string, SampleView>> {
  const found = new Map<string, { scores: Moments; last: Showable<SampleRecord>; unanswered: number; trials: number }>()
  for await (const whole of run.records()) {
    const record = showable(whole, run.manifest, showProtected)
    const { id, outcome } = record
    const sample = found.get(id) ?? { scores: new Moments(), last: record, unanswered: 0, trials: 0 }
    sample.trials++
    if (outcome.kind === 'scored') {
      sample.scores.add(outcome.score.value)
      if (outcome.score.answer === null && outcome.score.verdict === undefined) sample.unanswered++
    }
    sample.last = record
    found.set(id, sample)
  }
  const ids = [...found.keys()].sort(inSampleOrder)
  return new Map(ids.map((id) => [id, viewOf(id, found.get(id) as Found, range)]))
}

interface Found {
  readonly scores: Moments
  readonly last: Showable<SampleRecord>
  readonly unanswered: number
  readonly trials: number
}

function viewOf(id: string, { scores, last, unanswered, trials }: Found, range: Range): SampleView {
  const { target } = last
  return {
    id,
    ...(target !== undefined && { target }),
    ...(scores.n > 0 && { value: scores.mean }),
    answer: trials === 1 ? answerText(last, range) : `${scores.n === 0 ? '–' : score(scores.mean, range)} of ${trials}`,
    isUnanswered: unanswered === trials,
  }
}

function answerText({ outcome, ratings }: Showable<SampleRecord>, range: Range): string {
  if (outcome.kind === 'unscored') return `unscored (${outcome.reason})`
  const { value, answer, flaw, verdict } = outcome.score
  if (verdict !== undefined) return verdict.outcome
  if (ratings !== undefined) return score(value, range)
  return answer ?? flaw ?? 'no answer'
}

/** Samples that both runs have, in sample order. */
export function compareSamples(
  before: ReadonlyMap<string, SampleView>,
  after: ReadonlyMap<string, SampleView>,
): ChangedSample[] {
  return [...before.values()].flatMap((first) => {
    const second = after.get(first.id)
    if (second === undefined) return []
    const { target } = first.target === undefined ? second : first
    return [
      {
        id: first.id,
        change: changeOf(first, second),
        ...(target !== undefined && { target }),
        before: first,
        after: second,
      },
    ]
  })
}

function changeOf({ value: first }: SampleView, { value: second }: SampleView): Change {
  if (first === undefined || second === undefined || first === second) return 'same'
  return second < first ? 'lost' : 'gained'
}

/** What to list: any of these; what was lost and gained where none is named. */
export interface SampleFilter {
  readonly lost?: boolean | undefined
  readonly gained?: boolean | undefined
  /** Of the candidate, or of the only run: less than full marks. */
  readonly wrong?: boolean | undefined
  readonly unanswered?: boolean | undefined
}

export function chosen(samples: readonly ChangedSample[], filter: SampleFilter, range: Range): ChangedSample[] {
  const { lost, gained, wrong, unanswered } = filter
  const isAny = lost || gained || wrong || unanswered
  const isChosen = ({ change, after }: ChangedSample) =>
    (change === 'lost' && (lost || !isAny)) ||
    (change === 'gained' && (gained || !isAny)) ||
    (wrong && isWrong(after, range)) ||
    (unanswered && after.isUnanswered)
  return samples.filter(isChosen)
}

export const isWrong = ({ value }: SampleView, range: Range) => value !== undefined && value < (range?.[1] ?? 1)

/** A table of two runs: those lost first. @param names of baseline and candidate */
export function changesText(
  samples: readonly ChangedSample[],
  { names, all }: { readonly names: readonly [string, string]; readonly all: readonly ChangedSample[] },
  options: TextOptions = {},
): string {
  const inOrder = (['lost', 'gained', 'same'] as const).flatMap((kind) =>
    samples.filter(({ change }) => change === kind),
  )
  const rows = inOrder.map(({ id, change, target, before, after }) =>
    [id, change, target ?? '', before.answer, after.answer].map((text) => visibleLine(text, LONGEST)),
  )
  const number = (kind: Change) => count(all.filter(({ change }) => change === kind).length)
  const sums = `${number('lost')} lost and ${number('gained')} gained, of ${plural(all.length, 'sample')} in both runs`
  if (rows.length === 0) return sums
  const head = ['sample', 'change', 'right', ...names]
  return `${drawTable(head, rows, Array(head.length).fill('left'), { ...options, drop: [2] })}\n\n${sums}`
}

/** A table of one run. */
export function viewsText(samples: readonly SampleView[], options: TextOptions = {}): string {
  const rows = samples.map(({ id, target, answer }) =>
    [id, target ?? '', answer].map((text) => visibleLine(text, LONGEST)),
  )
  if (rows.length === 0) return 'no such sample'
  return `${drawTable(['sample', 'right', 'answer'], rows, ['left', 'left', 'left'], options)}\n\n${plural(rows.length, 'sample')}`
}

/** Characters of an answer, which may be an essay. */
const LONGEST = 60
