/** Flips: which samples changed, and how. */
import type { Comparison, Flip } from '../schema/comparison.ts'
import { visibleLine } from '../visible.ts'
import { count } from '../words/format.ts'
import { commandOf } from '../words/shell.ts'
import type { Showable } from '../words/showable.ts'

/** Samples named for each kind of change. */
const NAMED = 3

/** Outcomes of a reply, as they follow "now" or "was". */
const WORDS: Readonly<Record<string, string>> = {
  'no-answer': 'without an answer',
  'no-code': 'without code',
  timeout: 'timed out',
  failed: 'failing its tests',
  error: 'raising an error',
  memory: 'out of memory',
}

/** Lines for a terminal; none without flips. */
export function describeFlips(comparison: Showable<Comparison>): string[] {
  return (['lost', 'gained'] as const).flatMap((direction) => {
    const flips = comparison.flips.filter((flip) => flip.direction === direction)
    if (flips.length === 0) return []
    return [`${direction} ${count(flips.length)}${steadiness(flips)}`, ...byChange(flips).map(describeChange)]
  })
}

/** The command that shows one sample, a lost one if possible. */
export function exampleOf({ flips, after }: Comparison): string[] {
  const example = flips.find(({ direction }) => direction === 'lost') ?? flips[0]
  return example === undefined ? [] : [`look at one: ${commandOf(['show', after.run, example.id])}`]
}

function steadiness(flips: readonly Flip[]): string {
  if (flips.every(({ stable }) => stable === undefined)) return ''
  const stable = flips.filter((flip) => flip.stable).length
  return `: ${count(stable)} stable, ${count(flips.length - stable)} flaky`
}

/** Most frequent change first. */
function byChange(flips: readonly Flip[]): Flip[][] {
  const kinds = [...Map.groupBy(flips, ({ change }) => change)]
  return kinds
    .sort(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1))
    .map(([, kind]) => kind)
}

function describeChange(flips: readonly Flip[]): string {
  const [first] = flips
  const named = flips.slice(0, NAMED).map(nameFlip)
  const more = flips.length > NAMED ? ', …' : ''
  return `  ${count(flips.length)} ${first && changeWords(first)}: ${named.join(', ')}${more}`
}

/** `broken (right before)`, `fixed (wrong before)`, `now truncated`, `was truncated`; the difference of ratings, as `by −3`. */
export function changeWords({ change, direction }: Flip): string {
  if (/^[+−±]/.test(change)) return `by ${change}`
  if (change === 'other-answer') return direction === 'lost' ? 'broken (right before)' : 'fixed (wrong before)'
  return `${direction === 'lost' ? 'now' : 'was'} ${WORDS[change] ?? change}`
}

function nameFlip({ id, before, after }: Flip): string {
  return before === undefined || after === undefined ? id : `${id} (${visibleLine(before)} → ${visibleLine(after)})`
}
