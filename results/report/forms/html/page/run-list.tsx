/** All runs, with filters; any of them can be picked and compared. Runs under way show how far they are. */
import { useEffect, useState } from 'preact/hooks'
import { score as written } from '../../../../words/format.ts'
import type { ListedRun } from '../listed-run.ts'
import { Choose } from './choose.tsx'
import { Compare } from './compare-picked.tsx'
import { Progress, progressWords } from './progress.tsx'
import { onRuns, readRuns } from './server-source.ts'

/** Rows that are drawn at first, and with every click on the button below them. */
const STEP = 100

export function RunList() {
  const runs = useRuns()
  const [filter, setFilter] = useState({ benchmark: '', model: '', status: '', text: '' })
  const [picked, pick] = useState<readonly string[]>([])
  const [shown, show] = useState(STEP)
  if (runs === undefined) return <p class="quiet">Reading the runs …</p>
  if (runs.length === 0) {
    return (
      <p>
        There is no run here yet. Make some with <code>npx evalkit demo</code>: this page shows them as they go.
      </p>
    )
  }
  const found = runs.filter((run) => matches(run, filter))
  const set = (part: Partial<typeof filter>) => {
    setFilter({ ...filter, ...part })
    show(STEP)
  }
  const toggle = (run: string) => pick(picked.includes(run) ? picked.filter((one) => one !== run) : [...picked, run])
  const chosen = picked.flatMap((name) => runs.find(({ run }) => run === name) ?? [])
  return (
    <>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter runs">
          <Choose
            label="Benchmark"
            value={filter.benchmark}
            values={runs.map(({ benchmark }) => benchmark)}
            onChange={(benchmark) => set({ benchmark })}
          />
          <Choose
            label="Model"
            value={filter.model}
            values={runs.map(({ model }) => model)}
            onChange={(model) => set({ model })}
          />
          <Choose
            label="Status"
            value={filter.status}
            values={runs.map(({ status }) => status)}
            onChange={(status) => set({ status })}
          />
          <label class="search">
            <span>Text</span>
            <input
              type="search"
              value={filter.text}
              autocomplete="off"
              spellcheck={false}
              onInput={({ currentTarget: { value } }) => set({ text: value })}
            />
          </label>
        </form>
      </search>
      <Compare chosen={chosen} clear={() => pick([])} />
      <div class="wide">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">pick</span>
              </th>
              <th scope="col">started</th>
              <th scope="col">model</th>
              <th scope="col">benchmark</th>
              <th scope="col" class="num">
                score
              </th>
              <th scope="col">status</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map((run) => (
              <RunRow key={run.run} run={run} isPicked={picked.includes(run.run)} toggle={() => toggle(run.run)} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="count" role="status">
        {found.length === runs.length ? `${runs.length} runs` : `${found.length} of ${runs.length} runs`}
      </p>
      {found.length > shown ? (
        <button type="button" onClick={() => show(shown + STEP)}>
          Show more
        </button>
      ) : null}
    </>
  )
}

function RunRow({
  run,
  isPicked,
  toggle,
}: {
  readonly run: ListedRun
  readonly isPicked: boolean
  readonly toggle: () => void
}) {
  const isLive = run.status === 'running'
  return (
    <tr data-chosen={isPicked ? '' : undefined}>
      <td>
        <input type="checkbox" checked={isPicked} onChange={toggle} aria-label={`Pick ${run.run}`} />
      </td>
      <td>
        <a href={`compare?run=${encodeURIComponent(run.run)}`} title={run.run}>
          {run.startedAt.slice(0, 16).replace('T', ' ')}
        </a>
      </td>
      <td class="name">{run.model}</td>
      <td>
        <a href={`history?benchmark=${encodeURIComponent(run.benchmark)}`} title="history of this benchmark">
          {run.benchmark}
        </a>{' '}
        <small>{run.protocol}</small>
      </td>
      <td class="num">
        {run.score === undefined ? '–' : written(run.score, run.range)}
        {run.interval === undefined ? null : (
          <small> {run.interval.map((limit) => written(limit, run.range).replace('%', '')).join(' to ')}</small>
        )}
      </td>
      <td class={isLive ? 'live-status' : run.status === 'complete' ? '' : 'open'}>
        {isLive ? <Progress run={run} /> : null} {isLive ? progressWords(run) : run.status}
        {!isLive && run.unscored > 0 ? <span class="open">, {run.unscored} unscored</span> : null}
      </td>
    </tr>
  )
}

function matches(run: ListedRun, { benchmark, model, status, text }: Readonly<Record<string, string>>): boolean {
  const words = [run.run, run.model, run.version ?? '', run.benchmark, run.protocol, run.status]
    .join('\n')
    .toLowerCase()
  return (
    (!benchmark || run.benchmark === benchmark) &&
    (!model || run.model === model) &&
    (!status || run.status === status) &&
    (!text || words.includes(text.toLowerCase()))
  )
}

/** Kept up to date by the server. */
function useRuns(): readonly ListedRun[] | undefined {
  const [runs, setRuns] = useState<readonly ListedRun[]>()
  useEffect(() => {
    void readRuns().then(setRuns, () => setRuns([]))
    return onRuns(({ runs: changed, gone }) => {
      setRuns((old = []) => {
        const byName = new Map(old.map((run) => [run.run, run]))
        for (const run of changed) byName.set(run.run, run)
        for (const name of gone) byName.delete(name)
        return [...byName.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0))
      })
    })
  }, [])
  return runs
}
