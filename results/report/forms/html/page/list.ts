/** The samples that match, a page at a time. */
import type { PageTrial, PageView } from '../page-data.ts'
import { element } from './dom.ts'
import { mean, type Row } from './rows.ts'

const PAGE = 50

export interface List {
  readonly root: HTMLElement
  show(rows: readonly Row[], view: PageView): void
}

export function sampleList(onSelect: (row: Row, byHand: boolean) => void): List {
  const body = element('tbody')
  const head = element('tr')
  const table = element('table', { class: 'samples' }, element('thead', {}, head), body)
  const place = element('span', { role: 'status' })
  const [back, on] = [element('button', { type: 'button' }, 'Previous'), element('button', { type: 'button' }, 'Next')]
  const pager = element('nav', { 'aria-label': 'Pages of samples' }, back, place, on)
  const window = element(
    'div',
    { class: 'window', tabindex: 0, role: 'region', 'aria-label': 'Samples that match' },
    table,
  )
  const root = element('div', { class: 'list' }, window, pager)
  let [rows, view, first]: [readonly Row[], PageView | undefined, number] = [[], undefined, 0]

  function select(at: number, byHand: boolean): void {
    const row = rows[first + at]
    if (row === undefined) return
    for (const [index, line] of [...body.rows].entries()) {
      line.toggleAttribute('data-chosen', index === at)
      const button = line.querySelector('button')
      button?.setAttribute('aria-pressed', String(index === at))
      // Tab leads past the list and into the sample; the arrow keys walk the list.
      button?.setAttribute('tabindex', index === at ? '0' : '-1')
      if (index === at && byHand) button?.focus()
    }
    onSelect(row, byHand)
  }

  function draw(): void {
    if (view === undefined) return
    const { before, after } = view
    const titles =
      before === undefined ? ['sample', 'outcome', after.name] : ['sample', 'outcome', before.name, after.name]
    head.replaceChildren(...titles.map((title) => element('th', { scope: 'col' }, title)))
    body.replaceChildren(
      ...rows.slice(first, first + PAGE).map((row, at) => {
        const button = element('button', { type: 'button', 'aria-pressed': 'false' }, row.sample.id)
        const line = element(
          'tr',
          {},
          element('td', {}, button),
          element(
            'td',
            { class: row.outcome.replace(' ', '-') },
            row.change === '' ? row.outcome : `${row.outcome}: ${row.change}`,
          ),
          ...(row.before === undefined ? [] : [element('td', {}, brief(row.before))]),
          element('td', {}, brief(row.after)),
        )
        line.addEventListener('click', () => select(at, false))
        return line
      }),
    )
    const last = Math.min(first + PAGE, rows.length)
    place.textContent = rows.length === 0 ? 'No sample matches' : `${first + 1}–${last} of ${rows.length}`
    back.disabled = first === 0
    on.disabled = last === rows.length
    window.scrollTop = 0
    select(0, false)
  }

  function turn(by: number): void {
    first = Math.max(0, first + by)
    draw()
  }
  back.addEventListener('click', () => turn(-PAGE))
  on.addEventListener('click', () => turn(PAGE))
  body.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = [...body.rows].findIndex((line) => line.hasAttribute('data-chosen')) + step
    if (at >= 0 && at < body.rows.length) select(at, true)
  })

  return {
    root,
    show(shown, of) {
      ;[rows, view, first] = [shown, of, 0]
      draw()
    },
  }
}

/** The answer, or what there is instead of one, in a few words. */
function brief(trials: readonly PageTrial[]): string {
  const [trial] = trials
  if (trial === undefined) return '–'
  if (trials.length > 1) {
    const value = mean(trials)
    return value === undefined ? 'not scored' : `${Number(value.toFixed(2))} of ${trials.length}`
  }
  if (trial.u !== undefined) return trial.u
  const text = trial.g ?? trial.f ?? trial.a ?? (trial.a === null ? 'no answer' : String(trial.v))
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
