/** Samples and runs as the server of `evalkit view` has them. */
import type { ListedRun } from '../listed-run.ts'
import type { Source } from './source.ts'

/** The page's own address names the runs. */
export function serverSource(): Source {
  return {
    page({ benchmark, models, show, category, sort, text, from }) {
      const query = new URLSearchParams(location.search)
      const fields = { benchmark: benchmark.name, models: models.join(), show, category, sort, text }
      for (const [name, value] of Object.entries(fields)) if (value) query.set(name, value)
      if (typeof from === 'number') query.set('from', String(from))
      else query.set('sample', from.sample)
      return asked(`api/samples?${query}`)
    },
    async texts(benchmark, id) {
      const query = new URLSearchParams(location.search)
      query.set('benchmark', benchmark)
      query.set('id', id)
      return (await asked(`api/texts?${query}`)) ?? undefined
    },
  }
}

export const readRuns = (): Promise<ListedRun[]> => asked('api/runs')

async function asked<T>(path: string): Promise<T> {
  const response = await fetch(path).catch(() => {
    throw new Error('evalkit view has ended; start it again and open its new address.')
  })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

export interface RunsEvent {
  /** New, or changed. */
  readonly runs: readonly ListedRun[]
  /** Names of runs that are no longer there. */
  readonly gone: readonly string[]
}

/** @returns how to stop listening */
export function onRuns(listener: (event: RunsEvent) => void): () => void {
  const events = new EventSource('api/events')
  events.addEventListener('runs', ({ data }) => listener(JSON.parse(data)))
  return () => events.close()
}
