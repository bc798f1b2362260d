/** A comparison by area and subject: all areas, and of many subjects those whose difference is significant. */
import type { Comparison, GroupGap } from '../schema/comparison.ts'
import { count, delta, plural, pValue, score } from '../words/format.ts'
import { wrapped } from '../words/wrap.ts'
import { drawTable, type TextOptions } from './layout.ts'

/** A difference is marked where one like it anywhere in the table would be chance in less than one table of twenty. */
const MARKED_BELOW = 0.05

/** As many groups are shown whole. */
const FEW = 8

/** @returns indented lines; none for a benchmark without groups */
export function groupTable({ areas = {}, groups = {}, range }: Comparison, options: TextOptions = {}): string[] {
  const all = Object.entries(groups)
  if (all.length === 0) return []
  const marked = all.filter(([, { holmP }]) => holmP < MARKED_BELOW)
  const shown = all.length <= FEW ? all : marked
  const row = ([name, { n, baseline, candidate, delta: change, holmP }]: readonly [string, GroupGap]) => [
    name,
    count(n),
    score(baseline, range),
    score(candidate, range),
    delta(change, range),
    `${pValue(holmP)}${holmP < MARKED_BELOW ? ' *' : '  '}`,
  ]
  const rows = [...Object.entries(areas), ...shown].map(row)
  const head = ['by category', 'n', 'baseline', 'candidate', 'Δ', 'p (Holm)']
  const table = rows.length === 0 ? [] : drawTable(head, rows, ['left', ...Array(5).fill('right')], options).split('\n')
  const rest = all.length - shown.length
  const note = rest === 0 ? [] : [`${plural(rest, 'other group')} without a significant difference: see --json`]
  return [...table.map((line) => `  ${line}`), ...note.flatMap((text) => wrapped(text, '  ', options))]
}
