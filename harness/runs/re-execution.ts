/** Runs made of stored replies: one after the other, stopped and gone on with like those that ask a model. */
import type { JudgeReply, RunManifest, SampleRecord } from '../../results/schema/schema.ts'
import { requireFinished } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { judgePricesOf } from '../../results/summary/cost-tally.ts'
import { unlessAborted } from '../lib/abort.ts'
import type { CommandSignals, RunSignals } from '../lib/interrupt.ts'
import { note } from '../lib/terminal.ts'
import type { ObservedRun, RunObserver } from '../progress/run-events.ts'
import { showProgress } from '../progress/show-progress.ts'
import { allOver, type TrialOptions } from '../trial/judge-model.ts'
import { closeRun, type RunResult } from './close-run.ts'
import { allFinished, findEarlierRuns } from './resume.ts'
import { unlessStopped } from './runner.ts'
import { type QueuedRun, runQueues, type ScheduleResult } from './schedule.ts'

/** A run made of stored replies. */
export interface ReExecution {
  readonly manifest: RunManifest
  readonly records: () => AsyncIterable<SampleRecord>
  /** The most records under way. */
  readonly atOnce: () => number
  /** @param options what a judge has said of that record already */
  readonly trial: (record: SampleRecord, options: TrialOptions) => Promise<SampleRecord>
  readonly closing: Parameters<typeof closeRun>[2]
}

export interface ReExecutionOptions {
  readonly runsDir: string
  /** Run folder to resume; `''`: the newest unfinished command; undefined: start new runs. */
  readonly resume: string | undefined
  readonly signals: CommandSignals
}

/** Executes all re-executions in turn. @throws StoreError when the folder to resume belongs to another run */
export async function reExecuteAll(
  reExecutions: readonly ReExecution[],
  { runsDir, resume, signals }: ReExecutionOptions,
): Promise<ScheduleResult> {
  const manifests = reExecutions.map(({ manifest }) => manifest)
  const earlier = await findEarlierRuns(resume, runsDir, manifests)
  const begun = manifests.map(earlier).find((run) => run !== undefined)
  const finish = allFinished(earlier, manifests)
  if (finish !== undefined) note(finish)
  if (resume !== undefined && begun === undefined) note('nothing to resume: starting new runs')
  signals.listen()
  const observe = showProgress({ stop: signals.stop })
  const observed = new Map(reExecutions.map((one) => [one, observedRun(one)]))
  observe({ kind: 'planned', runs: [...observed.values()] })
  const make = async (one: ReExecution): Promise<RunResult> => {
    const found = earlier(one.manifest)
    const run = observed.get(one) as ObservedRun
    if (found?.manifest.status === 'complete') {
      const finished = requireFinished(found)
      observe({ kind: 'closed', run, finished })
      return { run: finished }
    }
    const manifest = { ...one.manifest, group: begun?.manifest.group ?? one.manifest.group }
    const store = await openStore(runsDir, manifest, found?.folder, (record) => observe({ kind: 'kept', run, record }))
    return reExecute({ ...one, manifest }, store, signals, { run, observe })
  }
  const queued = reExecutions.map((one, at): QueuedRun => {
    const { benchmark, model, judge } = one.manifest
    return {
      name: `${benchmark.name} · ${model.label}`,
      ...{ queue: 'stored', engine: String(at), places: one.atOnce, model: model.label, isJudged: judge !== undefined },
      make: () => make(one),
    }
  })
  return runQueues(queued, signals).finally(signals.release)
}

const openStore = (
  runsDir: string,
  manifest: RunManifest,
  folder: string | undefined,
  onKept: (record: SampleRecord) => void,
) => (folder === undefined ? RunWriter.create(runsDir, manifest) : RunWriter.resume(folder, manifest, onKept))

const observedRun = ({ manifest, closing }: ReExecution): ObservedRun => ({
  benchmark: manifest.benchmark.name,
  model: manifest.model.label,
  trials: closing.planned,
  samples: manifest.items.count,
  range: closing.range ?? [0, 1],
  judgePrices: judgePricesOf(manifest),
  isStored: true,
})

/** Who hears of a run, and by which name. */
interface Observed {
  readonly run: ObservedRun
  readonly observe: RunObserver
}

/**
 * Re-executes all trials without a score and writes a summary, even after an interrupt or a failure.
 *
 * @throws StoreError when the folder cannot be written
 */
async function reExecute(
  one: ReExecution,
  store: RunWriter,
  signals: RunSignals,
  { run: observed, observe }: Observed,
): Promise<RunResult> {
  const { manifest, records, atOnce, closing } = one
  const scored = store.scoredBefore
  observe({ kind: 'started', run: observed, folder: store.folder, trials: closing.planned, scored })
  const onRecord = (record: SampleRecord) => observe({ kind: 'trial', run: observed, record })
  const failure = await reExecuteTrials(records(), store, atOnce, signals, one.trial, onRecord)
  const isStopped = failure !== undefined || signals.stop.aborted
  const run = await closeRun(store, manifest, { ...closing, isStopped }).catch((error: unknown) => {
    observe({ kind: 'closed', run: observed, failure: error })
    throw error
  })
  observe({ kind: 'closed', run: observed, finished: run, ...(failure !== undefined && { failure: failure.error }) })
  return failure === undefined ? { run } : { run, failure: failure.error }
}

type ReExecuteTrial = (record: SampleRecord, options: TrialOptions) => Promise<SampleRecord>

/**
 * Re-executes each trial without a score, and stores judge replies at once.
 *
 * @param redo receives the known judge replies of the record
 * @returns the error that ended it early; undefined on success
 */
async function reExecuteTrials(
  records: AsyncIterable<SampleRecord>,
  store: RunWriter,
  atOnce: () => number,
  signals: RunSignals,
  redo: ReExecuteTrial,
  onRecord: (record: SampleRecord) => void,
): Promise<{ readonly error: unknown } | undefined> {
  const redone = async (record: SampleRecord) => {
    const { id, repeat } = record
    const keep = (reply: JudgeReply) => store.keepReply(id, repeat, reply)
    const underWay = new Set<Promise<unknown>>()
    const options = { known: store.partialProgress(id, repeat), keep, signal: signals.abort, underWay }
    const whole = redo(record, options).finally(() => allOver(underWay))
    const found = await unlessStopped(unlessAborted(whole, signals.abort), signals)
    if (found === undefined) return
    await store.append(found)
    onRecord(found)
  }
  return inOrderOfStart(withoutScored(records, store), atOnce, redone, signals.stop).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
}

async function* withoutScored(records: AsyncIterable<SampleRecord>, store: RunWriter): AsyncGenerator<SampleRecord> {
  for await (const record of records) if (!store.hasScored(record.id, record.repeat)) yield record
}

/**
 * Starts `work` in order, with at most `atOnce()` calls in flight, and starts none after `stop` is aborted.
 *
 * @throws the first failure, after all calls in flight have ended
 */
export async function inOrderOfStart<Item>(
  items: AsyncIterable<Item>,
  atOnce: () => number,
  work: (item: Item) => Promise<void>,
  stop?: AbortSignal,
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  try {
    for await (const item of items) {
      if (failures.length > 0 || stop?.aborted) break
      const one = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(one))
      underWay.add(one)
      while (underWay.size >= Math.max(1, atOnce())) await Promise.race(underWay)
    }
  } finally {
    await Promise.all(underWay)
  }
  if (failures.length > 0) throw failures[0]
}
