/** Progress in words: a line for the whole command and one for each run under way, none wider than it may be. */

import type { FinishedRun } from '../../results/store/read.ts'
import { line } from '../../results/visible.ts'
import { count, duration, limits, money, plural, score } from '../../results/words/format.ts'
import { shortened, shortenedAlike } from '../../results/words/shorten.ts'
import { columnsOf } from '../../results/words/width.ts'
import type { Overall, RunState } from './progress-state.ts'
import type { ObservedRun } from './run-events.ts'

/** A part of a line; where there is no room for all, those of the highest rank are left out first. */
interface Part {
  readonly text: string
  /** 0 is never left out. */
  readonly rank: number
}

const SEPARATOR = '  '

export function overallLine(overall: Overall, width = Infinity, stopping = false): string {
  const { done, total, elapsedMs, eta, inFlight, retrying, tokensPerSecond, cost, currency, stalledMs } = overall
  const percent = total === 0 ? '' : ` (${Math.floor((100 * done) / total)}%)`
  return fitted(
    [
      part(0, `${count(done)}/${count(total)}`, percent),
      part(3, clock(elapsedMs)),
      part(1, stopping ? 'stopping' : stalledMs === undefined ? etaText(eta) : `no reply for ${clock(stalledMs)}`),
      ...(inFlight === undefined ? [] : [part(4, `${count(inFlight)} in flight`)]),
      ...(retrying > 0 ? [part(2, `${count(retrying)} retrying`)] : []),
      ...(tokensPerSecond === undefined ? [] : [part(5, `${count(Math.round(tokensPerSecond))} tokens/s`)]),
      ...(cost === undefined ? [] : [part(6, money(cost, currency))]),
    ],
    width,
  )
}

function etaText(eta: Overall['eta']): string {
  if (eta === undefined) return 'ETA –'
  return `ETA ${eta.isLowerBound ? '>' : ''}${clock(Math.max(1000, eta.ms))}`
}

/** Whole seconds: tenths would flicker. */
const clock = (ms: number) => (ms < 59_500 ? `${Math.round(ms / 1000)}s` : duration(ms))

/** Each run on a line of its own, in columns. */
export function runLines(runs: readonly RunState[], width = Infinity): string[] {
  const counts = runs.map(({ tally, total }) => `${count(tally.done)}/${count(total)}`)
  const widest = Math.max(0, ...counts.map((text) => text.length))
  const facts = runs.map((state, at) => [
    part(0, (counts[at] ?? '').padStart(widest)),
    part(5, bar(state)),
    ...scoreParts(state),
  ])
  const names = runs.map(({ run }) => nameOf(run))
  const longest = Math.max(0, ...names.map((name) => columnsOf(name)))
  const named = shortenedAlike(names, Math.min(longest, nameRoom(facts, longest, width)))
  const column = Math.max(0, ...named.map((name) => columnsOf(name)))
  return named.map((name, at) => {
    const padding = ' '.repeat(column - columnsOf(name))
    return fitted([part(0, name + padding), ...(facts[at] ?? [])], width)
  })
}

/** Below this a name tells nothing: rather a fact is left out. */
const LEAST_NAME = 36

/** What the facts of the fullest line leave to the name, once those are left out that a name is worth more than. */
function nameRoom(facts: readonly (readonly Part[])[], longest: number, width: number): number {
  const wanted = Math.min(longest, LEAST_NAME, Math.floor(width / 2))
  const rooms = facts.map((parts) => {
    const kept = fitted(parts, Math.max(1, width - wanted - SEPARATOR.length))
    return width - columnsOf(kept) - SEPARATOR.length
  })
  return Math.max(1, Math.min(...rooms))
}

/** A tenth of the trials goes first, a quarter last: until here, there are too many long replies among those that ended. */
const MIXED = 0.9

function scoreParts({ tally, run, hasOrder, total }: RunState): Part[] {
  const isBiased = hasOrder && tally.scored > 0 && tally.done < MIXED * total
  const { score: value, interval, scored, unscored } = tally
  return [
    ...(value === undefined ? [] : [part(1, score(value, run.range))]),
    ...(interval === undefined ? [] : [part(2, `(${limits(interval, run.range)})`)]),
    ...(value === undefined ? [] : [part(4, `n ${count(scored)}`)]),
    ...(unscored === 0 ? [] : [part(3, `${count(unscored)} unscored`)]),
    ...(isBiased ? [part(3, 'longest first: not a random sample yet')] : []),
  ]
}

const BAR = 10

function bar({ tally, total }: RunState): string {
  const filled = total === 0 ? BAR : Math.min(BAR, Math.floor((BAR * tally.done) / total))
  return '█'.repeat(filled) + '░'.repeat(BAR - filled)
}

/** In a log. */
export function startedLine(run: ObservedRun, trials: number, scored: number, width = Infinity): string {
  const facts = `: ${plural(trials, 'trial')}${scored === 0 ? '' : `, ${count(scored)} scored before`}`
  return shortened(nameOf(run), Math.max(1, width - facts.length)) + facts
}

/** What a finished run leaves behind. */
export function finishedLine(
  run: ObservedRun,
  { manifest, summary }: Pick<FinishedRun, 'manifest' | 'summary'>,
  width = Infinity,
): string {
  const { score: value, interval, range, n, unscored, pending, wallMs } = summary
  const facts = [
    part(0, value === undefined ? 'no score' : score(value, range)),
    ...(interval === undefined ? [] : [part(2, `(${limits(interval, range)})`)]),
    part(4, `n ${count(n)}`),
    ...(unscored === 0 ? [] : [part(1, `${count(unscored)} unscored`)]),
    ...(pending === 0 ? [] : [part(1, `${count(pending)} pending`)]),
    part(3, duration(wallMs)),
    ...(manifest.status === 'complete' ? [] : [part(1, manifest.status)]),
  ]
  const room = nameRoom([facts], columnsOf(nameOf(run)), width)
  return fitted([part(0, shortened(nameOf(run), room)), ...facts], width)
}

const nameOf = ({ benchmark, model }: ObservedRun) => line`${benchmark} · ${model}`

function part(rank: number, text: string, tail = ''): Part {
  return { rank, text: text + tail }
}

/** @returns at most `width` columns: parts are left out, and what is still too long is cut */
function fitted(parts: readonly Part[], width: number): string {
  let kept = [...parts]
  const line = () => kept.map(({ text }) => text).join(SEPARATOR)
  while (columnsOf(line()) > width) {
    const worst = Math.max(...kept.map(({ rank }) => rank))
    if (worst === 0) return shortened(line(), width)
    const at = kept.findLastIndex(({ rank }) => rank === worst)
    kept = kept.filter((_, index) => index !== at)
  }
  return line()
}
