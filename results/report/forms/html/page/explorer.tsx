/** Filters, the samples that match, and the one that is looked at. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Place } from '../links.ts'
import type { PageBenchmark, PageData, PageTexts } from '../page-data.ts'
import { SHOWS, SORTS } from '../query.ts'
import { Detail, type ViewChoice } from './detail.tsx'
import { Filters } from './filters.tsx'
import { KeyHelp, useKeys } from './keys.tsx'
import { SampleList } from './list.tsx'
import { type Go, usePlace } from './place.ts'
import { useRows } from './rows.ts'
import { PAGE_SIZE, type Source } from './source.ts'

interface ExplorerProps {
  readonly data: PageData
  readonly source: Source
  /** Rises when there are new samples. */
  readonly version?: number
}

export function Explorer(props: ExplorerProps) {
  const [{ place, arrivals }, go] = usePlace(props.data.benchmarks)
  const benchmark = props.data.benchmarks.find(({ name }) => name === place?.benchmark)
  if (benchmark === undefined || place === undefined) return <Choice data={props.data} go={go} />
  return <Samples key={benchmark.name} {...props} {...{ benchmark, place, arrivals, go }} />
}

/** Nothing but protected questions: they are looked at when somebody asks for them. */
function Choice({ data: { benchmarks }, go }: { readonly data: PageData; readonly go: Go }) {
  if (benchmarks.length === 0) return <p class="quiet">There are no samples.</p>
  return (
    <p>
      These questions are protected and not opened by default.{' '}
      {benchmarks.map(({ name }) => (
        <button type="button" onClick={() => go({ benchmark: name })}>
          Open {name}
        </button>
      ))}
    </p>
  )
}

interface SamplesProps extends ExplorerProps {
  readonly benchmark: PageBenchmark
  readonly place: Place
  readonly arrivals: number
  readonly go: Go
}

function Samples({ data, source, version, benchmark, place, arrivals, go }: SamplesProps) {
  const models = chosenModels(benchmark, place.models)
  const sort = named(SORTS, place.sort) ?? 'loss'
  const { category, text = '' } = place
  const request = { benchmark, models, show: named(SHOWS, place.show), sort, category, text }
  const { page, at, failure, missing, choose, turn } = useRows(source, request, place.sample, arrivals, version)
  const [view, setView] = useState<ViewChoice>({ isRaw: false, isStacked: false, isDiff: false })
  const [isHelpOpen, openHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const row = page?.rows[at]
  const texts = useTexts(source, benchmark.name, row?.sample.id, version)

  // Once the sample is there that an address names: not again when its texts come in.
  const shown = useRef(0)
  useEffect(() => {
    if (page === undefined || shown.current === arrivals) return
    shown.current = arrivals
    if (place.sample !== undefined) document.getElementById('detail')?.scrollIntoView()
  }, [page, arrivals])

  /** By mouse it becomes an entry of the history; by keys there would be too many. */
  function select(index: number, replace: boolean): void {
    const next = page?.rows[index]
    if (next === undefined) return
    choose(index)
    go({ sample: next.sample.id }, { replace })
  }

  function step(by: 1 | -1): void {
    if (page === undefined) return
    const next = at + by
    if (next >= 0 && next < page.rows.length) select(next, true)
    else if (by < 0 ? page.first > 0 : page.first + PAGE_SIZE < page.total) turn(by)
  }

  const change = (part: Partial<ViewChoice>) => setView((old) => ({ ...old, ...part }))
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    d: () => change({ isDiff: !view.isDiff }),
    r: () => change({ isRaw: !view.isRaw }),
    s: () => change({ isStacked: !view.isStacked }),
    '/': () => search.current?.focus(),
    '?': () => openHelp(true),
  })

  return (
    <div class="explorer">
      <Filters {...{ data, benchmark, models, place, page, go, search }} openHelp={() => openHelp(true)} />
      {data.leftOut ? <LeftOut count={data.leftOut} /> : null}
      {missing === undefined ? null : (
        <p class="open">No sample {missing} is among these. The address may be of another report.</p>
      )}
      {failure === undefined ? null : (
        <p class="open" role="alert">
          The samples cannot be read: {failure}
        </p>
      )}
      {page === undefined ? (
        <p class="quiet">{failure === undefined ? 'Reading the samples …' : ''}</p>
      ) : (
        <SampleList {...{ benchmark, models, page, at, sort, select, turn, go }} />
      )}
      <p class="hidden" role="status">
        {row === undefined ? '' : `Sample ${row.sample.id}`}
      </p>
      {row === undefined || page === undefined ? null : (
        <Detail
          {...{ benchmark, models, row, view, change, step, texts }}
          position={`${page.first + at + 1} of ${page.total}`}
          isFirst={page.first + at === 0}
          isLast={page.first + at + 1 >= page.total}
        />
      )}
      <KeyHelp isOpen={isHelpOpen} close={() => openHelp(false)} />
    </div>
  )
}

/** @returns undefined while they are read; `null` where the file has not got them */
function useTexts(
  source: Source,
  benchmark: string,
  id: string | undefined,
  version = 0,
): PageTexts | null | undefined {
  const [read, setRead] = useState<{ readonly id: string; readonly texts: PageTexts | null }>()
  useEffect(() => {
    if (id === undefined) return
    let isOver = false
    void source.texts(benchmark, id).then(
      (texts) => {
        if (!isOver) setRead({ id, texts: texts ?? null })
      },
      () => undefined, // the list tells of it, and so does the next sample
    )
    return () => {
      isOver = true
    }
  }, [source, benchmark, id, version])
  return read?.id === id ? read?.texts : undefined
}

function LeftOut({ count }: { readonly count: number }) {
  return (
    <p class="quiet">
      The replies of {count} unchanged samples are left out to keep this file small. <code>npx evalkit view</code> opens
      the same page with all of them, from the run folders.
    </p>
  )
}

/** By their names; else what is compared, the worst pair; else the first. */
function chosenModels({ models, pairs }: PageBenchmark, names: readonly string[] = []): number[] {
  const chosen = names.map((name) => models.findIndex((model) => model.name === name)).filter((at) => at !== -1)
  return chosen.length > 0 ? [...new Set(chosen)] : [...(pairs[0] ?? [0])]
}

const named = <Name extends string>(all: readonly Name[], name: string | undefined): Name | undefined =>
  all.find((one) => one === name)
