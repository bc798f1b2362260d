/** The samples that match, a page at a time: question, what each model made of it, tokens and latency. */
import { useEffect, useRef } from 'preact/hooks'
import type { PageBenchmark, PageTrial } from '../page-data.ts'
import type { Row, RowCell, Sort } from '../query.ts'
import { isBinary, meanWords, milliseconds, signed } from './numbers.ts'
import type { Go } from './place.ts'
import { PAGE_SIZE, type Page } from './source.ts'

interface ListProps {
  readonly benchmark: PageBenchmark
  readonly models: readonly number[]
  readonly page: Page
  readonly at: number
  readonly sort: Sort
  readonly select: (at: number, replace: boolean) => void
  readonly turn: (by: 1 | -1) => void
  readonly go: Go
}

export function SampleList({ benchmark, models, page, at, sort, select, turn, go }: ListProps) {
  const window = useRef<HTMLElement>(null)
  useEffect(() => keepInView(window.current, at), [at, page])
  const { rows, first, total } = page
  const has = (of: (trial: PageTrial) => unknown) =>
    rows.some(({ cells }) => cells.some(({ trials }) => trials.some((trial) => of(trial) !== undefined)))
  const [hasTokens, hasLatency] = [has(({ n }) => n), has(({ l }) => l)]
  const hasChange =
    models.length > 1 &&
    (!isBinary(benchmark) || rows.some(({ cells }) => cells.some(({ trials }) => trials.length > 1)))

  function arrows(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const next = at + (step ?? 0)
    if (step === undefined || next < 0 || next >= rows.length) return
    event.preventDefault()
    select(next, true)
    const buttons = window.current?.querySelectorAll<HTMLButtonElement>('tbody button')
    buttons?.[next]?.focus()
  }

  return (
    <>
      <section class="window" ref={window} tabindex={0} aria-label="Samples that match">
        <table class="samples">
          <thead>
            <tr>
              <SortHead by="sample" {...{ sort, go }} />
              <th scope="col">question</th>
              {models.map((model) => (
                <th scope="col" title={benchmark.models[model]?.name}>
                  <span class="clip">{benchmark.models[model]?.name}</span>
                </th>
              ))}
              {hasChange ? (
                <SortHead by="loss" words="Δ" {...{ sort, go }} />
              ) : models.length > 1 ? (
                <SortHead by="loss" {...{ sort, go }} />
              ) : null}
              {hasTokens ? <SortHead by="tokens" {...{ sort, go }} /> : null}
              {hasLatency ? <SortHead by="latency" {...{ sort, go }} /> : null}
            </tr>
          </thead>
          <tbody onKeyDown={arrows}>
            {rows.map((row, index) => (
              <tr key={row.sample.id} data-chosen={index === at ? '' : undefined} onClick={() => select(index, false)}>
                <td>
                  <button type="button" aria-pressed={index === at} tabindex={index === at ? 0 : -1}>
                    {row.sample.id}
                  </button>
                </td>
                <td class="question" title={row.sample.q}>
                  {row.sample.q}
                </td>
                {row.cells.map((cell) => (
                  <td class={`result ${cell.change ?? 'base'}`}>
                    <Result cell={cell} benchmark={benchmark} />
                  </td>
                ))}
                {models.length > 1 ? <td class="num">{hasChange ? changeWords(row, benchmark) : fate(row)}</td> : null}
                {hasTokens ? <td class="num">{each(row, ({ n }) => n, String)}</td> : null}
                {hasLatency ? <td class="num">{each(row, ({ l }) => l, milliseconds)}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <nav aria-label="Pages of samples">
        <button type="button" disabled={first === 0} onClick={() => turn(-1)}>
          Previous
        </button>
        <span class="count" role="status">
          {total === 0 ? 'No sample matches' : `${first + 1}–${Math.min(first + PAGE_SIZE, total)} of ${total}`}
        </span>
        <button type="button" disabled={first + PAGE_SIZE >= total} onClick={() => turn(1)}>
          Next
        </button>
      </nav>
    </>
  )
}

function SortHead({
  by,
  words = by,
  sort,
  go,
}: {
  readonly by: Sort
  readonly words?: string
  readonly sort: Sort
  readonly go: Go
}) {
  const isSorted = by === sort
  return (
    <th
      scope="col"
      class={by === 'sample' ? '' : 'num'}
      aria-sort={isSorted ? (by === 'sample' || by === 'loss' ? 'ascending' : 'descending') : undefined}
    >
      <button
        type="button"
        title={by === 'loss' ? 'largest loss first' : by === 'sample' ? 'in the order of the benchmark' : 'most first'}
        onClick={() => go({ sort: by, sample: undefined })}
      >
        {words}
        {isSorted ? ' ↓' : ''}
      </button>
    </th>
  )
}

/** The mark, and the answer or what there is instead of one. */
function Result({ cell: { trials, mean }, benchmark }: { readonly cell: RowCell; readonly benchmark: PageBenchmark }) {
  const [trial] = trials
  if (trial === undefined) return <span class="quiet">–</span>
  if (mean === undefined) return <span class="open">{trial.u ?? 'unscored'}</span>
  const mark = !isBinary(benchmark) ? undefined : mean === 1 ? '✓' : mean === 0 ? '✗' : undefined
  const words = trials.length > 1 ? `${meanWords(mean)} of ${trials.length}` : brief(trial)
  return (
    <>
      {mark === undefined ? null : <span class={mark === '✓' ? 'good' : 'bad'}>{mark}</span>} {words}
    </>
  )
}

function brief({ a, f, g, o, v }: PageTrial): string {
  const text = f ?? g ?? a ?? (a === null ? 'no answer' : meanWords(v ?? 0))
  return o === 1 ? `${text}, ran on` : text
}

const fate = ({ cells }: Row) => {
  const changes = new Set(cells.flatMap(({ change }) => (change === undefined || change === 'same' ? [] : [change])))
  return [...changes].map((change) => (
    <span class={change === 'lost' ? 'bad' : change === 'gained' ? 'good' : 'open'}>{change} </span>
  ))
}

function changeWords({ cells: [base, ...others] }: Row, benchmark: PageBenchmark) {
  return others.map(({ mean, change }) => {
    if (mean === undefined || base?.mean === undefined) return <span class="open">– </span>
    const tone = change === 'lost' ? 'bad' : change === 'gained' ? 'good' : 'quiet'
    return <span class={tone}>{signed(mean - base.mean, isBinary(benchmark))} </span>
  })
}

/** A number for each model; their mean over repeats. */
function each({ cells }: Row, of: (trial: PageTrial) => number | undefined, words: (value: number) => string): string {
  const values = cells.map(({ trials }) => trials.flatMap((trial) => of(trial) ?? []))
  return values
    .map((all) => (all.length === 0 ? '–' : words(Math.round(all.reduce((sum, one) => sum + one, 0) / all.length))))
    .join(' · ')
}

/** Moves the list, and not the page. */
function keepInView(window: HTMLElement | null, at: number): void {
  const row = window?.querySelectorAll<HTMLElement>('tbody tr')[at]
  if (window == null || row === undefined) return
  const head = window.querySelector('thead')?.offsetHeight ?? 0
  const [top, bottom] = [row.offsetTop - head, row.offsetTop + row.offsetHeight]
  if (top < window.scrollTop) window.scrollTop = top
  else if (bottom > window.scrollTop + window.clientHeight) window.scrollTop = bottom - window.clientHeight
}
