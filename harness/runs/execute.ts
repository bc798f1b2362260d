/** From a prepared run to a finished run folder. */

import { EvalkitError, Interrupted } from '../../results/errors.ts'
import type { BenchmarkSummary, RunStatus, SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, openRun } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { summarize } from '../../results/summary/summarize.ts'
import { UnscoredCauses } from '../../results/summary/unscored-causes.ts'
import { limitYoungGeneration } from '../lib/heap-limit.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import { note } from '../lib/terminal.ts'
import { type RunObserver, withObserver } from '../progress/run-events.ts'
import type { Trial } from '../trial/evaluate.ts'
import type { Budget } from './budget.ts'
import { type Log, logRecord } from './log.ts'
import type { PreparedRun } from './prepare.ts'
import { runTrials } from './runner.ts'
import { ServerDiagnosis } from './server-diagnosis.ts'

export interface RunOptions {
  readonly runsDir: string
  /** An unfinished run folder to go on with. */
  readonly resume?: string
  /** It goes on by plan, which is nothing to tell. */
  readonly isPlanned?: boolean
  readonly signals: RunSignals
  readonly budget: Budget
  readonly log: Log
  readonly observe: RunObserver
  /** Told of each record as well; what it throws ends the run, with everything finished saved. */
  readonly onRecord?: (record: SampleRecord) => void
  /** Of trials that were planned: one that is passed over is not pending any more. */
  readonly isNeeded?: (trial: Trial) => boolean
}

/** Of a model that sets no bounds of its own, such as a replay. */
const UNBOUNDED = 32

/** More than the model is asked at once: some trials are being scored, or wait to ask again. */
function trialsAtOnce({ model: { capacity }, scorer, resources }: PreparedRun): number {
  const forModel = capacity === undefined ? UNBOUNDED : 2 * capacity()
  // Those that wait for a judge take no place from those that are asked.
  return scorer.needs.includes('judge') ? forModel + 2 * resources.judge.capacity() : forModel
}

/** A run as it is saved, and what ended it before its time. */
export interface RunResult {
  readonly run: FinishedRun
  readonly failure?: unknown
}

/**
 * Runs what is pending and leaves the folder with a summary, also when it was stopped or failed half-way.
 *
 * @throws StoreError when the folder cannot be made, or what is there cannot be saved
 */
export async function executeRun(prepared: PreparedRun, options: RunOptions): Promise<RunResult> {
  const wallBefore = options.resume === undefined ? 0 : ((await openRun(options.resume)).summary?.wallMs ?? 0)
  const store = await openStore(prepared, options)
  const models = [prepared.model, ...(prepared.resources.judge?.members ?? []).map(({ model }) => model)]
  for (const model of models) await model.attach?.(store.folder)
  const planned = prepared.samples.length * prepared.repeats
  const named = { run: store.folder, benchmark: prepared.benchmark.name, model: prepared.model.facts.label }
  const { observed: run } = prepared
  const { budget, log, observe } = options
  observe({ kind: 'started', run, folder: store.folder, trials: planned, scored: store.scoredBefore })
  let passedOver = 0
  const isNeeded = (trial: Trial) => {
    const needed = options.isNeeded?.(trial) ?? true
    if (!needed) observe({ kind: 'passed-over', run, count: ++passedOver })
    return needed
  }
  log.info('run-started', { ...named, trials: planned, before: store.scoredBefore })
  const signals = { ...options.signals, stop: AbortSignal.any([options.signals.stop, budget.stop]) }
  const startedAt = performance.now()
  using _ = limitYoungGeneration()
  const judgePrices = judgePricesOf(prepared.manifest)

  const causes = new UnscoredCauses()
  const isServer = prepared.model.facts.endpoint !== undefined
  const diagnosis = new ServerDiagnosis()
  const failure = await runTrials(
    {
      model: withObserver(prepared.model, run, observe),
      generation: prepared.generation,
      scorer: prepared.scorer,
      resources: prepared.resources,
      samples: prepared.samples,
      repeats: prepared.repeats,
      forRepeat: prepared.forRepeat,
      concurrency: () => trialsAtOnce(prepared),
      store,
      journal: store,
      ...(options.isNeeded && { isNeeded }),
      onRecord(record) {
        observe({ kind: 'trial', run, record })
        causes.add(record)
        if (isServer) for (const sentence of diagnosis.add(record)) note(`${named.model}: ${sentence}`)
        budget.spend(record, prepared.model.facts.price, judgePrices)
        logRecord(log, prepared.model.facts.label, record)
        options.onRecord?.(record)
      },
    },
    signals,
  ).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const endedBy = endingOf(failure?.error ?? (signals.stop.aborted ? signals.stop.reason : undefined))
  const stopped = failure !== undefined || signals.stop.aborted
  const wallMs = wallBefore + performance.now() - startedAt
  const finished = await close({ prepared, store, planned: planned - passedOver, wallMs, endedBy, stopped }).catch(
    (error: unknown) => {
      observe({ kind: 'closed', run, failure: error })
      throw error
    },
  )
  observe({ kind: 'closed', run, finished, ...(failure !== undefined && { failure: failure.error }) })
  for (const sentence of causes.sentences()) note(sentence)
  for (const sentence of diagnosis.sentences()) note(`${named.model}: ${sentence}`)
  const { score, n, unscored } = finished.summary
  log.info('run-finished', {
    ...named,
    status: finished.manifest.status,
    score,
    n,
    unscored,
    wallMs: finished.summary.wallMs,
  })
  return failure === undefined ? { run: finished } : { run: finished, failure: failure.error }
}

interface Closing {
  readonly prepared: PreparedRun
  readonly store: RunWriter
  /** Trials that were needed. */
  readonly planned: number
  readonly wallMs: number
  readonly endedBy: BenchmarkSummary['endedBy']
  readonly stopped: boolean
}

async function close({ prepared, store, planned, wallMs, endedBy, stopped }: Closing): Promise<FinishedRun> {
  const summary = await summarize(store.records(), {
    metric: prepared.benchmark.metric,
    range: prepared.scorer.range,
    planned,
    repeats: prepared.repeats,
    permutations: prepared.manifest.permutations,
    passAt: prepared.passAt,
    price: prepared.model.facts.price,
    judgePrices: judgePricesOf(prepared.manifest),
    aggregate: prepared.scorer.aggregate,
    upstream: prepared.scorer.upstream,
    wallMs,
    endedBy,
  })
  return store.finish(statusOf(summary, stopped), summary)
}

/** For whoever reads the folder later; a user who stops a run knows why. */
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
    `resuming ${store.folder}: ${store.scoredBefore} of ${prepared.samples.length * prepared.repeats} trials are there`,
  )
  return store
}

export function statusOf(summary: BenchmarkSummary, stopped: boolean): RunStatus {
  if (summary.pending === 0 && summary.unscored === 0) return 'complete'
  return stopped ? 'interrupted' : 'incomplete'
}

/** @param allowed unscored trials that are put up with, of so many */
export function isIncomplete(summary: BenchmarkSummary, allowed: (trials: number) => number): boolean {
  const trials = summary.trials + summary.unscored + summary.pending
  return summary.pending > 0 || summary.unscored > allowed(trials)
}
