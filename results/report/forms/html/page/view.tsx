/** The pages of `evalkit view`: the list of runs, and a report whose samples come from the server, live. */
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { ListedRun } from '../listed-run.ts'
import type { PageData } from '../page-data.ts'
import { Explorer } from './explorer.tsx'
import { LiveRuns } from './live-runs.tsx'
import { RunList } from './run-list.tsx'
import { onRuns, serverSource } from './server-source.ts'

const embedded = document.getElementById('data')?.textContent
const data: PageData | { readonly source: 'runs' | 'none' } | undefined = embedded ? JSON.parse(embedded) : undefined
const [app, live, runs] = ['app', 'live', 'runs'].map((id) => document.getElementById(id))
if (data?.source === 'server' && app != null) {
  render(<LiveExplorer data={data as PageData} live={live ?? null} />, app)
} else if (data?.source === 'runs' && runs != null) render(<RunList />, runs)

/** Reads the samples again when there are new ones. */
function LiveExplorer({ data, live }: { readonly data: PageData; readonly live: HTMLElement | null }) {
  const [source] = useState(() => serverSource())
  const [version, setVersion] = useState(0)
  const [changed, setChanged] = useState<ReadonlyMap<string, ListedRun>>(new Map())
  useEffect(
    () =>
      onRuns(({ runs: all }) => {
        const own = all.filter(({ run }) => data.runs?.includes(run))
        if (own.length === 0) return
        setVersion((old) => old + 1)
        setChanged((old) => new Map([...old, ...own.map((run) => [run.run, run] as const)]))
      }),
    [],
  )
  useEffect(() => {
    if (live !== null) render(<LiveRuns runs={[...changed.values()]} />, live)
  }, [changed])
  return <Explorer data={data} source={source} version={version} />
}
