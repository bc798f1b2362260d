/**
 * Schedules the runs of a command in one queue per server. Queues run in parallel; within a queue, the next run starts its trials as
 * soon as earlier runs leave slots free.
 */
import { ModelError } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { allEnded } from '../lib/concurrency.ts'
import { type CommandSignals, isInterrupted } from '../lib/interrupt.ts'
import { Lane, type Turn } from '../lib/lane.ts'
import { isJudgeFailure } from '../trial/judge-model.ts'
import type { RunResult } from './close-run.ts'
import type { ExpectedReplies } from './expected-replies.ts'
import { byEngine, type RunQueue } from './run-queue.ts'

export interface QueuedRun extends RunQueue {
  /** As notes call it: `gsm8k · sft`. */
  readonly name: string
  /** How many trials the queue is best given at once, as far as is known by now. */
  readonly places: () => number
  readonly model: string
  readonly isJudged: boolean
  /** What is known of its replies beforehand. */
  readonly expected?: ExpectedReplies | undefined
  readonly make: (turn: Turn) => Promise<RunResult>
  /** Frees what the next engine may need. */
  readonly unload?: () => Promise<void>
}

export interface ScheduleResult {
  /** In the order of the queue; those that were never started are absent. */
  readonly runs: readonly FinishedRun[]
  /** The error that ended one run, or all of them, early. */
  readonly failure?: unknown
  /** One phrase for each run that is not complete, where a failure is to blame: `gsm8k · sft: 12 of 40 trials pending`. */
  readonly missing: readonly string[]
}

interface ScheduleOptions {
  /** Whether the last engine of each queue stays loaded, since more runs follow. */
  readonly keepsEngines?: boolean
}

/**
 * A failing server or judge ends only the runs that need it; a full disk ends all runs.
 *
 * @throws the error of a run when no run was saved
 */
export async function runQueues(
  queued: readonly QueuedRun[],
  signals: CommandSignals,
  options: ScheduleOptions = {},
): Promise<ScheduleResult> {
  const results = new Map<QueuedRun, RunResult>()
  const failures = new Failures()
  const thrown: unknown[] = []

  async function start(run: QueuedRun, turn: Turn): Promise<void> {
    try {
      const result = await run.make(turn)
      results.set(run, result)
      if (result.failure === undefined) return
      if (result.failure instanceof ModelError) failures.add(run, result.failure)
      else signals.end(result.failure)
    } catch (error) {
      thrown.push(error)
      signals.end(error)
    } finally {
      turn.end()
    }
  }

  async function work(queued: readonly QueuedRun[]): Promise<void> {
    const queue = byEngine(queued)
    const lane = new Lane()
    const turns = new Map<QueuedRun, Turn>()
    const left = (run: QueuedRun, expected: ExpectedReplies) =>
      results.has(run) ? 0 : expected.tokensLeft(turns.get(run)?.started ?? 0)
    const underWay: Promise<void>[] = []
    let previous: QueuedRun | undefined
    for (const [at, run] of queue.entries()) {
      const isOther = previous !== undefined && previous.engine !== run.engine
      if (isOther) {
        await Promise.all(underWay)
        await previous?.unload?.()
      }
      // A run enters early for the sake of a later one, too.
      const later = queue.slice(at).filter(({ expected, engine }) => expected !== undefined && engine === run.engine)
      await lane.room(run.places, () => !isOther && later.some((one) => urgentTrials(one, queue, left) > 0))
      if (signals.stop.aborted) break
      if (failures.of(run) !== undefined) continue
      previous = run
      const turn = lane.enter(run.expected && (() => urgentTrials(run, queue, left)))
      turns.set(run, turn)
      underWay.push(start(run, turn))
    }
    await Promise.all(underWay)
    if (!options.keepsEngines) await previous?.unload?.()
  }

  await allEnded(
    Map.groupBy(queued, ({ queue }) => queue)
      .values()
      .map(work),
  )
  const runs = queued.flatMap((run) => results.get(run)?.run ?? [])
  if (thrown.length > 0 && runs.length === 0) throw thrown[0]
  const failed = queued.map((run) => results.get(run)?.failure ?? failures.of(run)).find((error) => error !== undefined)
  const failure = thrown[0] ?? endOf(signals, runs, queued) ?? failed
  if (failure === undefined) return { runs, missing: [] }
  return { runs, failure, missing: queued.flatMap((run) => missingOf(run, results.get(run)) ?? []) }
}

/**
 * How many trials of a run have to start now, ahead of earlier runs: those whose replies take as long as all the work left in the queue.
 * Started later, they would keep the server waiting at the end.
 */
function urgentTrials(
  { expected, places }: QueuedRun,
  queue: readonly QueuedRun[],
  left: (run: QueuedRun, expected: ExpectedReplies) => number,
): number {
  if (expected === undefined) return 0
  const tokens = queue.reduce((sum, run) => sum + left(run, run.expected ?? expected), 0)
  return expected.longerThan(tokens / Math.max(1, places() / 2))
}

/** The reason the command stopped; none when the last reply used up the budget and all runs are complete. */
function endOf(signals: CommandSignals, runs: readonly FinishedRun[], queued: readonly QueuedRun[]): unknown {
  if (!signals.stop.aborted) return undefined
  const isFinished = runs.length === queued.length && runs.every(({ manifest }) => manifest.status === 'complete')
  return isFinished && !isInterrupted(signals) ? undefined : signals.stop.reason
}

/** Which runs need not be started, after those that failed. */
class Failures {
  readonly #queues = new Map<string, ModelError>()
  readonly #models = new Map<string, ModelError>()
  #judge: ModelError | undefined

  /** A server that is down fails all of its models; one that refuses may refuse this model alone. */
  add({ queue, engine = queue, model }: QueuedRun, error: ModelError): void {
    if (isJudgeFailure(error)) this.#judge ??= error
    else if (error.retryable) this.#queues.set(engine, error)
    else this.#models.set(model, error)
  }

  of({ queue, engine = queue, model, isJudged }: QueuedRun): ModelError | undefined {
    return this.#queues.get(engine) ?? this.#models.get(model) ?? (isJudged ? this.#judge : undefined)
  }
}

function missingOf({ name }: QueuedRun, result: RunResult | undefined): string | undefined {
  if (result === undefined) return `${name}: not started`
  const { trials, unscored, pending } = result.run.summary
  return pending === 0 ? undefined : `${name}: ${pending} of ${trials + unscored + pending} trials pending`
}
