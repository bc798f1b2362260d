/** How far a run is. */

import { score as written } from '../../../../words/format.ts'
import type { ListedRun } from '../listed-run.ts'

export function Progress({ run: { done, planned } }: { readonly run: ListedRun }) {
  return <progress value={done} max={Math.max(1, planned)} aria-label={`${done} of ${planned}`} />
}

/** `312 of 1,319, 4.2/s, 4 min left, 61.2% so far, 2 unscored`. */
export function progressWords({ done, planned, rate, score, range, unscored, status }: ListedRun): string {
  return [
    status === 'running' ? '' : status,
    `${done} of ${planned}`,
    ...(rate === undefined || rate === 0 ? [] : [`${rate}/s`, timeLeft((planned - done) / rate)]),
    ...(score === undefined ? [] : [`${written(score, range)} so far`]),
    ...(unscored === 0 ? [] : [`${unscored} unscored`]),
  ]
    .filter(Boolean)
    .join(', ')
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s left`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min left`
  return `${(seconds / 3600).toFixed(1)} h left`
}
