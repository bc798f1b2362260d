/** What to show: benchmark, models, and which of the samples. */
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Place } from '../links.ts'
import type { PageBenchmark, PageData } from '../page-data.ts'
import { SHOWS, type Show } from '../query.ts'
import type { Go } from './place.ts'
import type { Page } from './source.ts'

const MEANINGS: Readonly<Record<Show, string>> = {
  lost: 'lost',
  gained: 'gained',
  changed: 'lost or gained',
  unstable: 'unstable over repeats',
  right: 'right in all',
  wrong: 'wrong in all',
  unanswered: 'unanswered',
  truncated: 'truncated',
  'run-on': 'ran on',
  unscored: 'unscored',
}

interface FiltersProps {
  readonly data: PageData
  readonly benchmark: PageBenchmark
  readonly models: readonly number[]
  readonly place: Place
  readonly page: Page | undefined
  readonly go: Go
  readonly search: RefObject<HTMLInputElement | null>
  readonly openHelp: () => void
}

export function Filters({ data, benchmark, models, place, page, go, search, openHelp }: FiltersProps) {
  const shows = SHOWS.filter((show) => page?.shows[show] !== undefined || place.show === show)
  const categories = Object.entries(page?.categories ?? {})
  const pick = (change: Partial<Record<'show' | 'category', string | undefined>>) =>
    go({ ...change, sample: undefined })
  return (
    <search>
      <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter samples">
        {data.benchmarks.length < 2 ? null : (
          <Chooser
            label="Benchmark"
            value={benchmark.name}
            options={data.benchmarks.map(({ name, isProtected }) => [name, isProtected ? `${name} (protected)` : name])}
            onChange={(name) =>
              go({ benchmark: name, sample: undefined, category: undefined, show: undefined, models: undefined })
            }
          />
        )}
        <Models {...{ benchmark, models, go }} />
        <Chooser
          label="Show"
          value={place.show ?? ''}
          options={[['', 'all'], ...shows.map((show) => [show, counted(MEANINGS[show], page?.shows[show])] as const)]}
          onChange={(show) => pick({ show: show || undefined })}
        />
        {categories.length < 2 && !place.category ? null : (
          <Chooser
            label="Category"
            value={place.category ?? ''}
            options={[['', 'all'], ...categories.map(([name, count]) => [name, counted(name, count)] as const)]}
            onChange={(category) => pick({ category: category || undefined })}
          />
        )}
        <Search
          text={place.text ?? ''}
          field={search}
          onText={(text) => go({ text: text || undefined, sample: undefined }, { replace: true })}
        />
        <button type="button" class="help" onClick={openHelp} aria-label="Keys">
          ?
        </button>
      </form>
    </search>
  )
}

const counted = (name: string, count = 0) => `${name} (${count})`

interface ChooserProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly onChange: (value: string) => void
}

function Chooser({ label, value, options, onChange }: ChooserProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([name, words]) => (
          <option value={name} selected={name === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The first that is chosen is what the others are compared with. */
function Models({ benchmark, models, go }: Pick<FiltersProps, 'benchmark' | 'models' | 'go'>) {
  if (benchmark.models.length < 2) return null
  const nameOf = (at: number) => benchmark.models[at]?.name ?? ''
  const choose = (at: number, isChosen: boolean) => {
    const next = isChosen ? [...models, at] : models.filter((one) => one !== at)
    if (next.length > 0) go({ models: next.map(nameOf) }, { replace: true })
  }
  return (
    <>
      <details class="models">
        <summary>
          <span>Models</span>
          <b>
            {models.length} of {benchmark.models.length}
          </b>
        </summary>
        <fieldset>
          <legend class="hidden">Models</legend>
          {benchmark.models.map(({ name }, at) => (
            <label>
              <input
                type="checkbox"
                checked={models.includes(at)}
                onChange={({ currentTarget }) => choose(at, currentTarget.checked)}
              />
              {name}
            </label>
          ))}
        </fieldset>
      </details>
      {models.length < 2 ? null : (
        <Chooser
          label="Compared with"
          value={String(models[0])}
          options={models.map((at) => [String(at), nameOf(at)])}
          onChange={(at) =>
            go({ models: [Number(at), ...models.filter((one) => one !== Number(at))].map(nameOf) }, { replace: true })
          }
        />
      )}
    </>
  )
}

interface SearchProps {
  readonly text: string
  readonly field: RefObject<HTMLInputElement | null>
  readonly onText: (text: string) => void
}

/** Waits for a pause in typing. */
function Search({ text, field, onText }: SearchProps) {
  const [typed, type] = useState(text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // What comes back from here is older than what has been typed since.
  const sent = useRef(text)
  useEffect(() => {
    if (text !== sent.current) type(text)
    sent.current = text
  }, [text])
  return (
    <label class="search">
      <span>Text</span>
      <input
        ref={field}
        type="search"
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={({ currentTarget: { value } }) => {
          type(value)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => {
            sent.current = value
            onText(value)
          }, 150)
        }}
      />
    </label>
  )
}
