/** The explorer of an HTML report: filters, the samples that match, and the one that is looked at. */

import { readLink } from '../links.ts'
import type { PageBenchmark, PageData, PageView } from '../page-data.ts'
import { detailOf } from './detail.ts'
import { type Choice, chooser, element } from './dom.ts'
import { sampleList } from './list.ts'
import { type Filter, matches, OUTCOMES, type Row, rowsOf, tally } from './rows.ts'
import { applyScope } from './scope.ts'

const app = document.getElementById('app')
const source = document.getElementById('data')
if (app !== null && source?.textContent) start(app, JSON.parse(source.textContent))

interface Place {
  readonly benchmark: PageBenchmark
  readonly view: PageView
}

function start(root: HTMLElement, { benchmarks }: PageData): void {
  const places = benchmarks.flatMap((benchmark) => benchmark.views.map((view): Place => ({ benchmark, view })))
  let rows: readonly Row[] = []
  let place = places[0]
  let filter: Filter = { outcome: '', change: '', group: '', text: '' }

  const detail = element('div', { class: 'detail', 'aria-live': 'polite' })
  const list = sampleList((row, byHand) => {
    if (place === undefined) return
    detail.replaceChildren(detailOf(row, place.view))
    // On a narrow screen the sample is below the list, out of sight.
    if (!byHand && matchMedia('(max-width: 60rem)').matches && document.activeElement?.tagName === 'BUTTON') {
      detail.scrollIntoView({ block: 'nearest' })
    }
  })

  const pick = (change: Partial<Filter>) => {
    filter = { ...filter, ...change }
    show()
  }
  const views = chooser('Runs', (value) => open(places[Number(value)]))
  const outcomes = chooser('Outcome', (outcome) => pick({ outcome, change: '' }))
  const changes = chooser('What changed', (change) => pick({ change }))
  const groups = chooser('Category', (group) => pick({ group }))
  const search = element('input', { type: 'search', autocomplete: 'off', spellcheck: 'false' })
  let timer: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => pick({ text: search.value }), 120)
  })

  function show(): void {
    if (place === undefined) return
    const of = (change: Partial<Filter>) => rows.filter((row) => matches(row, { ...filter, ...change }))
    const kinds = tally(of({ outcome: '', change: '' }).map(({ outcome }) => outcome))
    outcomes.offer(counted(kinds, OUTCOMES), filter.outcome)
    changes.offer(counted(tally(of({ change: '' }).map(({ change }) => change))), filter.change)
    groups.offer(counted(tally(of({ group: '' }).map(({ sample }) => sample.group))), filter.group)
    const shown = of({})
    list.show(shown, place.view)
    if (shown.length === 0) detail.replaceChildren()
  }

  function open(next: Place | undefined): void {
    if (next === undefined) return
    place = next
    rows = rowsOf(next.benchmark, next.view)
    const outcome = ['lost', 'gained'].find((name) => rows.some((row) => row.outcome === name)) ?? ''
    filter = { ...filter, outcome, change: '', group: '' }
    show()
  }

  views.offer(
    places.map(({ benchmark, view }, at) => ({ value: String(at), words: `${benchmark.name}: ${view.title}` })),
    '0',
  )
  root.append(
    element(
      'form',
      { class: 'filters', role: 'search', 'aria-label': 'Filter samples' },
      ...[views, outcomes, changes, groups].map(({ field }) => field),
      element('label', { class: 'search' }, element('span', {}, 'Text'), search),
    ),
    element('div', { class: 'explorer' }, list.root, detail),
  )
  root.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault())

  /** @returns false for an address that is none of samples */
  function follow(): boolean {
    const link = readLink(
      location.hash,
      benchmarks.map(({ name }) => name),
    )
    if (link === undefined) {
      if (location.hash === '#all') applyScope({ benchmark: '', models: [] })
      return false
    }
    const { benchmark, models = [] } = link
    applyScope({ benchmark, models })
    const views = places.filter((one) => one.benchmark.name === benchmark)
    open(views.find(({ view }) => models.includes(view.after.name)) ?? views[0])
    document.getElementById(link.sample === undefined ? 'scope' : 'explorer')?.scrollIntoView()
    return true
  }
  addEventListener('hashchange', follow)
  if (!follow()) open(place)
}

/** @param order of the values; others come after, the commonest first */
function counted(counts: ReadonlyMap<string, number>, order: readonly string[] = []): Choice[] {
  const rank = (value: string) => (order.includes(value) ? order.indexOf(value) : order.length)
  const values = [...counts].sort(([a, m], [b, n]) => rank(a) - rank(b) || n - m || (a < b ? -1 : 1))
  if (values.length === 0) return []
  return [{ value: '', words: 'all' }, ...values.map(([value, n]) => ({ value, words: `${value} (${n})` }))]
}
