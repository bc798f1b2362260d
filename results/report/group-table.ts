/** Category × model: the difference of each candidate to the baseline, with its interval, by turn, area, category and dimension. */
import type { Comparison, GroupGap } from '../schema/comparison.ts'
import { count, delta, deltaInterval, plural, pValue, score } from '../words/format.ts'
import { SIGNIFICANT } from '../words/sentence.ts'
import { wrapped } from '../words/wrap.ts'
import { drawTable, type TextOptions } from './layout.ts'

/** As many groups are shown whole; of more, those with a significant difference. */
const FEW = 8

type Groups = Readonly<Record<string, GroupGap>>

/** @param comparisons of one benchmark with one baseline @returns lines; none for a benchmark without groups */
export function groupTable(comparisons: readonly Comparison[], options: TextOptions = {}): string[] {
  const [first] = comparisons
  const names = namesIn(comparisons, ({ groups }) => groups)
  const turns = namesIn(comparisons, (one) => one.turns)
  const dimensions = namesIn(comparisons, (one) => one.dimensions)
  if (first === undefined || names.length + turns.length + dimensions.length === 0) return []
  const isMarked = (name: string) => comparisons.some(({ groups }) => (groups?.[name]?.holmP ?? 1) < SIGNIFICANT)
  const shown = names.length <= FEW ? names : names.filter(isMarked)
  const rows = [
    ...turns.map((name) => rowOf(name, comparisons, (one) => one.turns)),
    ...namesIn(comparisons, ({ areas }) => areas).map((name) => rowOf(name, comparisons, ({ areas }) => areas)),
    ...shown.map((name) => rowOf(name, comparisons, ({ groups }) => groups)),
    ...dimensions.map((name) => rowOf(name, comparisons, (one) => one.dimensions)),
  ]
  const hasP = comparisons.length === 1
  const head = [
    `${first.benchmark}, by category`,
    'n',
    first.baseline,
    ...comparisons.flatMap(({ candidate }) => [candidate, 'Δ', '95% interval']),
    ...(hasP ? ['p (Holm)'] : []),
  ]
  const width = options.width === undefined ? {} : { width: options.width - INDENT.length }
  const drop = [1, ...comparisons.map((_, at) => 5 + 3 * at)]
  const table =
    rows.length === 0 ? [] : drawTable(head, rows, ALIGN(head.length), { ...options, ...width, drop }).split('\n')
  const rest = names.length - shown.length
  const notes = [
    ...(!hasP && rows.length > 0 ? [`* p < ${SIGNIFICANT} over all rows of its column (Holm)`] : []),
    ...(rest === 0 ? [] : [`${plural(rest, 'other group')} without a significant difference: see --json`]),
  ]
  return [...table.map((line) => INDENT + line), ...notes.flatMap((text) => wrapped(text, INDENT, options))]
}

const INDENT = '  '

const ALIGN = (columns: number) =>
  Array.from({ length: columns }, (_, at) => (at === 0 ? 'left' : 'right') as 'left' | 'right')

const namesIn = (comparisons: readonly Comparison[], of: (one: Comparison) => Groups | undefined): string[] => [
  ...new Set(comparisons.flatMap((one) => Object.keys(of(one) ?? {}))),
]

function rowOf(
  name: string,
  comparisons: readonly Comparison[],
  of: (one: Comparison) => Groups | undefined,
): string[] {
  const gaps = comparisons.map((one) => ({ gap: of(one)?.[name], range: one.range }))
  const known = gaps.find(({ gap }) => gap !== undefined)
  const [only] = gaps
  return [
    name,
    count(Math.max(...gaps.map(({ gap }) => gap?.n ?? 0))),
    known?.gap === undefined ? '–' : score(known.gap.baseline, known.range),
    ...gaps.flatMap(({ gap, range }) => {
      if (gap === undefined) return ['–', '–', '–']
      const mark = comparisons.length === 1 ? '' : gap.holmP < SIGNIFICANT ? ' *' : '  '
      const interval = gap.interval === undefined ? '–' : deltaInterval(gap.interval, range)
      return [score(gap.candidate, range), `${delta(gap.delta, range)}${mark}`, interval]
    }),
    ...(comparisons.length === 1 && only?.gap !== undefined
      ? [`${pValue(only.gap.holmP)}${only.gap.holmP < SIGNIFICANT ? ' *' : '  '}`]
      : []),
  ]
}

/** A table for each benchmark that has groups. */
export function groupTables(comparisons: readonly Comparison[], options: TextOptions = {}): string {
  const groups = Map.groupBy(comparisons, ({ benchmark, before }) => `${benchmark} ${before.run}`)
  const tables = [...groups.values()].map((group) => groupTable(group, options).join('\n'))
  return tables.filter((table) => table !== '').join('\n\n')
}
