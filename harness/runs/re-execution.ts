/** Runs made of stored answers: one after the other, stopped and gone on with like those that ask a model. */
import { Interrupted } from '../../results/errors.ts'
import type { JudgeReply, RunManifest, SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, requireFinished } from '../../results/store/read.ts'
import type { RunWriter } from '../../results/store/write.ts'
import { unlessAborted } from '../lib/abort.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import { catchInterrupts, haltBy } from '../lib/interrupt.ts'
import { note } from '../lib/terminal.ts'
import { allOver, type TrialOptions } from '../trial/judge-model.ts'
import type { RunResult } from './execute.ts'
import { allFinished, findEarlierRuns } from './resume.ts'
import { unlessStopped } from './runner.ts'

export interface ReExecutionSession {
  readonly runsDir: string
  readonly signals: RunSignals
  /** Of the run that is made. */
  readonly group: string
  /** An unfinished folder to go on with. */
  readonly resume?: string
}

/** A run that is about to be made. */
export interface ReExecution {
  readonly manifest: RunManifest
  make(session: ReExecutionSession): Promise<RunResult>
}

interface ReExecutionOptions {
  readonly runsDir: string
  /** `''`: the newest unfinished command; else a run folder; absent: all anew. */
  readonly resume: string | undefined
  /** Aborted once judges need not be waited for. */
  readonly halt: AbortController
}

export interface ReExecuted {
  readonly runs: readonly FinishedRun[]
  /** What ended it before its time. */
  readonly failure?: unknown
}

/** @throws StoreError for a folder to go on with that is another run */
export async function reExecuteAll(
  reExecutions: readonly ReExecution[],
  { runsDir, resume, halt }: ReExecutionOptions,
): Promise<ReExecuted> {
  const manifests = reExecutions.map(({ manifest }) => manifest)
  const earlier = await findEarlierRuns(resume, runsDir, manifests)
  const begun = manifests.map(earlier).find((run) => run !== undefined)
  const finish = allFinished(earlier, manifests)
  if (finish !== undefined) note(finish)
  if (resume !== undefined && begun === undefined) note('nothing to resume: scoring anew')
  const interrupts = catchInterrupts()
  haltBy(halt, interrupts.stop)
  const runs: FinishedRun[] = []
  try {
    for (const { manifest, make } of reExecutions) {
      if (interrupts.stop.aborted) break
      const found = earlier(manifest)
      if (found?.manifest.status === 'complete') runs.push(requireFinished(found))
      else {
        const group = begun?.manifest.group ?? manifest.group
        const resumed = found === undefined ? {} : { resume: found.folder }
        const { run, failure } = await make({ runsDir, signals: interrupts, group, ...resumed })
        runs.push(run)
        if (failure !== undefined && !interrupts.stop.aborted) return { runs, failure }
      }
    }
  } finally {
    interrupts.release()
  }
  if (!interrupts.stop.aborted) return { runs }
  return { runs, failure: new Interrupted('stopped; everything finished is saved') }
}

type ReExecuteTrial = (record: SampleRecord, options: TrialOptions) => Promise<SampleRecord>

/**
 * Does each record again that has no score yet, and keeps what a judge says at once.
 *
 * @param redo gets what a judge has said of that record already
 * @returns what ended it before its time
 */
export async function reExecuteTrials(
  records: AsyncIterable<SampleRecord>,
  store: RunWriter,
  atOnce: () => number,
  signals: RunSignals,
  redo: ReExecuteTrial,
): Promise<{ readonly error: unknown } | undefined> {
  const redone = async (record: SampleRecord) => {
    const { id, repeat } = record
    const keep = (reply: JudgeReply) => store.keepReply(id, repeat, reply)
    const underWay = new Set<Promise<unknown>>()
    const options = { known: store.partialProgress(id, repeat), keep, signal: signals.abort, underWay }
    const whole = redo(record, options).finally(() => allOver(underWay))
    const found = await unlessStopped(unlessAborted(whole, signals.abort), signals)
    if (found !== undefined) await store.append(found)
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
 * At most so many under way, and none begun once `stop` is aborted.
 *
 * @throws the first failure, once all that was under way has ended
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
