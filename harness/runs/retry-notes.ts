/** Notes about retries, outages and long waits: the first one at once, then at intervals, not for each failed request. */

import { note } from '../lib/terminal.ts'
import { duration, LONG_WAIT_MS, type LongWait, waitWords } from '../models/limits/waiting.ts'
import type { Outage } from '../models/limits/with-outage-wait.ts'
import type { Retry } from '../models/limits/with-retries.ts'

export interface RetryListener {
  onRetry(retry: Retry): void
  onOutage(outage: Outage): void
  onLongWait(wait: LongWait): void
  /** Something the user should know about a server, although no request failed. */
  onNotice(sentence: string): void
}

export const fanOut = (first: RetryListener, second: RetryListener): RetryListener => ({
  onRetry(retry) {
    first.onRetry(retry)
    second.onRetry(retry)
  },
  onOutage(outage) {
    first.onOutage(outage)
    second.onOutage(outage)
  },
  onLongWait(wait) {
    first.onLongWait(wait)
    second.onLongWait(wait)
  },
  onNotice(sentence) {
    first.onNotice(sentence)
    second.onNotice(sentence)
  },
})

const RETRY_NOTE_MS = 30_000

export function retryNotes(): RetryListener {
  let quietUntil = 0
  let waitsUntil = 0

  /** Notes a wait once for all requests that wait for about the same time. */
  function onLongWait({ cause, ms }: LongWait): void {
    const end = performance.now() + ms
    if (end < waitsUntil + LONG_WAIT_MS) return
    waitsUntil = end
    note(`waiting ${waitWords(ms)}: ${cause}`)
  }

  return {
    onRetry({ error, tries, maxTries, delayMs }) {
      if (delayMs > LONG_WAIT_MS) return onLongWait({ cause: error.message, ms: delayMs })
      if (performance.now() < quietUntil) return
      quietUntil = performance.now() + RETRY_NOTE_MS
      if (performance.now() < (quietErrors.get(error.message) ?? 0)) return
      quietErrors.set(error.message, quietUntil)
      note(`retrying in ${seconds(delayMs)} (attempt ${tries + 1} of ${maxTries}): ${error.message}`)
    },
    onOutage(outage) {
      quietUntil = performance.now() + RETRY_NOTE_MS
      if (outage.kind === 'up') return note(`the server is back after ${duration(outage.downMs)}: continuing`)
      const patience = `waiting for it for up to ${duration(outage.maxDowntimeMs)}, by one request at a time`
      note(`the server seems to be down; ${patience}: ${outage.error.message}`)
    },
    onLongWait,
    onNotice(sentence) {
      if (noticed.has(sentence)) return
      noticed.add(sentence)
      note(sentence)
    },
  }
}

/** Until when an error is not noted again: models of a command that share a server meet the same one. */
const quietErrors = new Map<string, number>()

/** Notices already shown: a command may open one model several times. */
const noticed = new Set<string>()

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
