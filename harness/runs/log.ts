/** The JSON Lines log of `--log-level`. It contains no prompts, replies, headers or keys. */

import type { pino as Pino } from 'pino'
import { UsageError } from '../../results/errors.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { escapedJson } from '../../results/words/drawn.ts'
import { note, say } from '../lib/terminal.ts'
import type { Model } from '../models/model.ts'
import type { LogOptions } from '../options/request-options.ts'
import type { RetryListener } from './retry-notes.ts'

type Facts = Readonly<Record<string, unknown>>

export interface Log {
  /** Each request, when it is sent. */
  trace(event: string, facts: Facts): void
  /** Each reply. */
  debug(event: string, facts: Facts): void
  /** Steps of a run. */
  info(event: string, facts: Facts): void
  /** Recoverable problems. */
  warn(event: string, facts: Facts): void
}

const SILENT: Log = { trace() {}, debug() {}, info() {}, warn() {} }

/** @returns a log that discards everything without `--log-level` @throws UsageError when its file cannot be written */
export async function openLog(options: LogOptions | undefined): Promise<Log> {
  if (options === undefined) return SILENT
  const { default: pino } = await import('pino') // in a bundle, only the default export exists
  const target =
    options.file === undefined && process.stderr.isTTY ? ABOVE_PROGRESS : openTarget(pino.destination, options.file)
  const logger = pino(
    { level: options.level, base: { pid: process.pid }, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime },
    target,
  )
  return {
    trace: (event, facts) => logger.trace(facts, event),
    debug: (event, facts) => logger.debug(facts, event),
    info: (event, facts) => logger.info(facts, event),
    warn: (event, facts) => logger.warn(facts, event),
  }
}

/** Whether the log fills standard error, where every line must be JSON. */
export const fillsStandardError = (options: LogOptions | undefined): boolean =>
  options !== undefined && options.file === undefined && !process.stderr.isTTY

/** Beside the lines that show how a run is going, not through them. */
const ABOVE_PROGRESS = { write: (line: string) => say(escapedJson(line)) }

function openTarget(open: typeof Pino.destination, file: string | undefined) {
  const target = destination(() => open({ dest: file ?? 2, sync: true, mkdir: true }), file)
  target.once('error', (error: Error) => tellOnce(file, error))
  target.on('error', () => undefined) // a run continues without its log
  // Standard error may be a terminal's in the end: its lines show no hidden characters, and parse to the same.
  return file === undefined ? { write: (line: string) => target.write(escapedJson(line)) } : target
}

function destination<Opened>(open: () => Opened, file = ''): Opened {
  try {
    return open()
  } catch (error) {
    throw new UsageError(`--log-file ${file}: cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

function tellOnce(file: string | undefined, error: Error): void {
  if (file !== undefined)
    note(`--log-file ${file}: cannot be written any more: ${error.message}; the run continues without it`)
}

/** Wraps a model to log its requests and replies. */
export function withLog(model: Model, log: Log): Model {
  if (log === SILENT) return model
  const { label } = model.facts
  return {
    ...model,
    async complete(request, signal) {
      log.trace('asked', { model: label, ...request.trial })
      const completion = await model.complete(request, signal)
      const { finishReason, latencyMs, firstTokenMs, tries, cached, usage } = completion
      log.debug('reply', {
        model: label,
        ...request.trial,
        finishReason,
        latencyMs,
        firstTokenMs,
        tries,
        cached,
        ...usage,
      })
      return completion
    },
  }
}

export function logRetries(log: Log, label: string): RetryListener {
  const noticed = new Set<string>()
  return {
    onNotice(sentence) {
      if (!noticed.has(sentence)) log.warn('notice', { model: label, notice: sentence })
      noticed.add(sentence)
    },
    onRetry({ request, error, tries, delayMs }) {
      log.warn('retry', { model: label, ...request.trial, tries, delayMs, status: error.status, error: error.message })
    },
    onLongWait({ cause, ms }) {
      log.info('waiting', { model: label, cause, delayMs: Math.round(ms) })
    },
    onOutage(outage) {
      if (outage.kind === 'up') log.info('server-up', { model: label, downMs: Math.round(outage.downMs) })
      else log.warn('server-down', { model: label, error: outage.error.message })
    },
  }
}

/** Logs a record; at level warn when it is unscored. */
export function logRecord(log: Log, label: string, { id, repeat, outcome }: SampleRecord): void {
  if (outcome.kind === 'scored') return
  log.warn('unscored', { model: label, sampleId: id, repeat, reason: outcome.reason, error: outcome.error.message })
}
