/** What the user hears of a server in trouble: at once, and then now and then, not for each of the requests that fail. */
import type { Outage } from '../models/circuit-breaker.ts'
import type { Retry } from '../models/with-retries.ts'
import { note } from '../terminal.ts'

export interface TroubleListener {
  onRetry(retry: Retry): void
  onOutage(outage: Outage): void
}

export const both = (first: TroubleListener, second: TroubleListener): TroubleListener => ({
  onRetry(retry) {
    first.onRetry(retry)
    second.onRetry(retry)
  },
  onOutage(outage) {
    first.onOutage(outage)
    second.onOutage(outage)
  },
})

const RETRY_NOTE_MS = 30_000

export function troubleNotes(): TroubleListener {
  let quietUntil = 0
  return {
    onRetry({ error, tries, delayMs }) {
      if (performance.now() < quietUntil) return
      quietUntil = performance.now() + RETRY_NOTE_MS
      note(`\nasking again in ${seconds(delayMs)} (try ${tries + 1}): ${error.message}`)
    },
    onOutage(outage) {
      quietUntil = performance.now() + RETRY_NOTE_MS
      if (outage.kind === 'up') return note(`\nthe server is back after ${seconds(outage.downMs)}: going on`)
      const patience = `waiting for it for up to ${seconds(outage.maxDowntimeMs)}, by one request at a time`
      note(`\nthe server seems to be down; ${patience}: ${outage.error.message}`)
    },
  }
}

const seconds = (ms: number) => (ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`)
