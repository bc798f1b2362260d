/** A log for machines, one JSON object a line, where it is asked for. It holds no prompt, no reply, no header and no key. */
import type { pino as Pino } from 'pino'
import { UsageError } from '../../results/errors.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { note, say } from '../lib/terminal.ts'
import type { Model } from '../models/model.ts'
import type { LogOptions } from '../options/request-options.ts'
import type { RetryListener } from './retry-notes.ts'

type Facts = Readonly<Record<string, unknown>>

export interface Log {
  /** Each request that goes out, before its reply. */
  trace(event: string, facts: Facts): void
  /** Each reply. */
  debug(event: string, facts: Facts): void
  /** The run's own steps. */
  info(event: string, facts: Facts): void
  /** What went wrong, and may be mended. */
  warn(event: string, facts: Facts): void
}

const SILENT: Log = { trace() {}, debug() {}, info() {}, warn() {} }

/** @returns one that says nothing where no log is asked for @throws UsageError when its file cannot be written */
export async function openLog(options: LogOptions | undefined): Promise<Log> {
  if (options === undefined) return SILENT
  const { default: pino } = await import('pino') // a bundle has its other names in there only
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

/** Standard error belongs to the log there: every line of it is JSON. */
export const fillsStandardError = (options: LogOptions | undefined): boolean =>
  options !== undefined && options.file === undefined && !process.stderr.isTTY

/** Beside the lines that show how a run is going, not through them. */
const ABOVE_PROGRESS = { write: (line: string) => say(line) }

function openTarget(open: typeof Pino.destination, file: string | undefined) {
  const target = destination(() => open({ dest: file ?? 2, sync: true, mkdir: true }), file)
  target.once('error', (error: Error) => tellOnce(file, error))
  target.on('error', () => undefined) // a run goes on without its log
  return target
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
    note(`--log-file ${file}: cannot be written any more: ${error.message}; the run goes on without it`)
}

/** The same model, each of its replies in the log. */
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

/** What could not be scored, and why. */
export function logRecord(log: Log, label: string, { id, repeat, outcome }: SampleRecord): void {
  if (outcome.kind === 'scored') return
  log.warn('unscored', { model: label, sampleId: id, repeat, reason: outcome.reason, error: outcome.error.message })
}
