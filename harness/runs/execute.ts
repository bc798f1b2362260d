/** Executes a prepared run into a run folder. */

import { EvalkitError, Interrupted } from '../../results/errors.ts'
import type { BenchmarkSummary, SampleRecord } from '../../results/schema/schema.ts'
import { openRun } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { UnscoredCauses } from '../../results/summary/unscored-causes.ts'
import { limitYoungGeneration } from '../lib/heap-limit.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import type { Bounds, Turn } from '../lib/lane.ts'
import { note } from '../lib/terminal.ts'
import type { Model } from '../models/model.ts'
import { type RunObserver, withObserver } from '../progress/run-events.ts'
import type { Trial } from '../trial/evaluate.ts'
import type { Budget } from './budget.ts'
import { closeRun, type RunResult } from './close-run.ts'
import { type Log, logRecord } from './log.ts'
import type { PreparedRun } from './prepare.ts'
import { runTrials, type TrialOrder } from './runner.ts'
import { ServerDiagnosis } from './server-diagnosis.ts'

export interface RunOptions {
  readonly runsDir: string
  /** Unfinished run folder to resume. */
  readonly resume?: string
  /** Whether it continues as planned, which needs no note. */
  readonly isPlanned?: boolean
  readonly signals: RunSignals
  /** In the lane of its server. Default: a lane of its own. */
  readonly turn?: Turn
  readonly budget: Budget
  readonly log: Log
  readonly observe: RunObserver
  /** Default: samples in their own order. */
  readonly order?: TrialOrder | undefined
  /** Called for each record. An error it throws ends the run; everything finished is saved. */
  readonly onRecord?: (record: SampleRecord) => void
  /** Whether a planned trial has to run; a skipped trial is not pending. */
  readonly isNeeded?: (trial: Trial) => boolean
}

/** Trials in flight for a model without a limit, such as a replay. */
const UNBOUNDED = 32

/** How many trials a model is best given at once: more than its requests in flight, since some wait for their next attempt. */
export const placesAt = ({ capacity }: Model): number => (capacity === undefined ? UNBOUNDED : 2 * capacity())

/** Trials that wait for a judge take no slot from requests to the model. */
const boundsOf = ({ model, scorer, resources }: PreparedRun): Bounds => ({
  places: () => placesAt(model),
  atOnce: () => placesAt(model) + (scorer.needs.includes('judge') ? 2 * resources.judge.capacity() : 0),
})

/**
 * Runs all pending trials and writes a summary, even after an interrupt or a failure.
 *
 * @throws StoreError when the folder cannot be created or written
 */
export async function executeRun(prepared: PreparedRun, options: RunOptions): Promise<RunResult> {
  const wallBefore = options.resume === undefined ? 0 : ((await openRun(options.resume)).summary?.wallMs ?? 0)
  const store = await openStore(prepared, options)
  const models = [prepared.model, ...(prepared.resources.judge?.members ?? []).map(({ model }) => model)]
  for (const model of models) await model.attach?.(store.folder)
  const planned = prepared.samples.length * prepared.trialsPerSample
  const named = { run: store.folder, benchmark: prepared.benchmark.name, model: prepared.model.facts.label }
  const { observed: run } = prepared
  const { budget, log, observe, signals } = options
  const hasOrder = options.order !== undefined
  observe({ kind: 'started', run, folder: store.folder, trials: planned, scored: store.scoredBefore, hasOrder })
  let passedOver = 0
  const isNeeded = (trial: Trial) => {
    const needed = options.isNeeded?.(trial) ?? true
    if (!needed) observe({ kind: 'passed-over', run, count: ++passedOver })
    return needed
  }
  log.info('run-started', { ...named, trials: planned, before: store.scoredBefore })
  const startedAt = performance.now()
  using _ = limitYoungGeneration()
  const judgePrices = judgePricesOf(prepared.manifest)
  const { price, label, endpoint } = prepared.model.facts
  const causes = new UnscoredCauses()
  const diagnosis = new ServerDiagnosis()
  const failure = await runTrials(
    {
      ...prepared,
      model: withObserver(prepared.model, run, observe),
      bounds: boundsOf(prepared),
      store,
      journal: store,
      ...(options.turn && { turn: options.turn }),
      ...(options.order && { order: options.order }),
      ...(options.isNeeded && { isNeeded }),
      onRecord(record) {
        observe({ kind: 'trial', run, record })
        causes.add(record)
        if (endpoint !== undefined) for (const sentence of diagnosis.add(record)) note(`${label}: ${sentence}`)
        budget.spend(record, price, judgePrices)
        logRecord(log, label, record)
        options.onRecord?.(record)
      },
    },
    signals,
  ).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const endedBy = endingOf(failure?.error ?? (signals.stop.aborted ? signals.stop.reason : undefined))
  const isStopped = failure !== undefined || signals.stop.aborted
  const { scorer, passAt, manifest } = prepared
  const finished = await closeRun(store, manifest, {
    ...{ range: scorer.range, aggregate: scorer.aggregate, upstream: scorer.upstream, passAt },
    ...{ planned: planned - passedOver, endedBy, isStopped },
    wallMs: wallBefore + performance.now() - startedAt,
  }).catch((error: unknown) => {
    observe({ kind: 'closed', run, failure: error })
    throw error
  })
  observe({ kind: 'closed', run, finished, ...(failure !== undefined && { failure: failure.error }) })
  for (const sentence of causes.sentences()) note(sentence)
  for (const sentence of diagnosis.sentences()) note(`${label}: ${sentence}`)
  const { score, n, unscored, wallMs } = finished.summary
  log.info('run-finished', { ...named, status: finished.manifest.status, score, n, unscored, wallMs })
  return failure === undefined ? { run: finished } : { run: finished, failure: failure.error }
}

/** The error for the summary; undefined after an interrupt by the user. */
function endingOf(error: unknown): BenchmarkSummary['endedBy'] {
  if (!(error instanceof EvalkitError) || error instanceof Interrupted) return undefined
  return { message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
}

async function openStore(prepared: PreparedRun, options: RunOptions): Promise<RunWriter> {
  const { runsDir, resume, isPlanned, observe } = options
  if (resume === undefined) return RunWriter.create(runsDir, prepared.manifest)
  const store = await RunWriter.resume(resume, prepared.manifest, (record) =>
    observe({ kind: 'kept', run: prepared.observed, record }),
  )
  if (store.takenOverFrom !== undefined) {
    note(`${store.folder}: taken over from process ${store.takenOverFrom.pid}, which died`)
  }
  if (isPlanned) return store
  note(
    `resuming ${prepared.benchmark.name} · ${prepared.model.facts.label}: ${store.scoredBefore} of ${prepared.samples.length * prepared.trialsPerSample} trials are there`,
  )
  return store
}
