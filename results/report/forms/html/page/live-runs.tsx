/** How far the runs of a page are, while they are under way. */
import type { ListedRun } from '../listed-run.ts'
import { Progress, progressWords } from './progress.tsx'

export function LiveRuns({ runs }: { readonly runs: readonly ListedRun[] }) {
  if (runs.length === 0) return null
  const isOver = runs.some(({ status }) => status !== 'running')
  return (
    <section class="live" aria-label="Progress">
      {runs.map((run) => (
        <p key={run.run}>
          <b>{run.model}</b> on {run.benchmark}: {progressWords(run)} <Progress run={run} />
        </p>
      ))}
      {isOver ? (
        <p>
          A run has ended. <a href={location.href}>Load the page again</a> for its final numbers.
        </p>
      ) : (
        <p class="quiet">The samples below follow the run; the numbers above are from when the page was opened.</p>
      )}
    </section>
  )
}
