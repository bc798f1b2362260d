/** The loop of `evalkit watch`: looks at the folder, evaluates what is complete, waits. What is done is known from the run folders. */
import type { ExitCode } from '../../results/errors.ts'
import { type Candidate, foldersToWatch } from '../checkpoints/candidates.ts'
import { FolderWatch, type Look, type ReadyCheckpoint } from '../checkpoints/folder-watch.ts'
import { isUntouched, type WholeCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { note } from '../lib/terminal.ts'
import { endOf } from './end-rule.ts'
import { type Evaluated, type EvaluateOptions, endsWatch, evaluateCheckpoint } from './evaluate-checkpoint.ts'
import { type Finalist, Finalists } from './finalists.ts'
import { Notes } from './notes.ts'
import type { PinFolders } from './pin-folders.ts'
import { PinnedQueue } from './pinned-queue.ts'
import type { WatchPlan } from './plan.ts'
import { asQueued, inOrder, isChosen, isOfSeries, oneSeriesOf, type QueuedCheckpoint } from './queue.ts'
import { TrainingEnd } from './training-end.ts'
import { nextLookIn, type Pacing, waitForChange } from './wait-for-change.ts'

export interface WatchSetup extends Pick<EvaluateOptions, 'measurement' | 'judging'> {
  readonly plan: WatchPlan
  readonly pins: PinFolders
  readonly pacing: Pacing
  readonly settleMs: number
  /** Aborted by Ctrl-C, with its reason. */
  readonly stop: AbortSignal
  readonly onEvaluated: (evaluated: Evaluated) => Promise<void>
}

export interface WatchEnd {
  /** In the order of evaluation. */
  readonly evaluated: readonly Evaluated[]
  /** Checkpoints that could not be evaluated. */
  readonly failed: readonly FailedCheckpoint[]
  /** The best of them, if the plan has finalists. */
  readonly finalists: readonly Finalist[]
  /** What ended it early. */
  readonly failure?: unknown
}

export interface FailedCheckpoint {
  readonly queued: QueuedCheckpoint
  readonly failure: unknown
  readonly code: ExitCode
}

/** @throws UsageError for a folder with two series, or a checkpoint that cannot be used; the system's error for one that cannot be read */
export const watchFolder = (setup: WatchSetup): Promise<WatchEnd> => new Watcher(setup).run()

class Watcher {
  readonly #setup: WatchSetup
  readonly #folder: FolderWatch
  /** As each was when it was dealt with, by path. */
  readonly #handled = new Map<string, WholeCheckpoint>()
  #evaluated: readonly Evaluated[] = []
  #failed: readonly FailedCheckpoint[] = []
  readonly #finalists: Finalists
  readonly #pinned: PinnedQueue
  readonly #training = new TrainingEnd()
  readonly #notes: Notes
  /** Pattern of the checkpoints that are evaluated; undefined until there is one. */
  #series: string | undefined
  /** What was there at first. */
  #atStart: ReadonlySet<string> | undefined

  constructor(setup: WatchSetup) {
    const { plan, pins, settleMs } = setup
    this.#setup = setup
    this.#finalists = new Finalists(plan.finalists?.count ?? 0)
    this.#pinned = new PinnedQueue(plan.pins, pins.folders, pins.leftovers)
    this.#folder = new FolderWatch(plan.out, { settleMs, extra: () => this.#pinned.candidates })
    this.#notes = new Notes(plan)
  }

  async run(): Promise<WatchEnd> {
    const { plan, pacing, settleMs, stop } = this.#setup
    for (;;) {
      if (stop.aborted) return this.#end(stop.reason)
      const look = await this.#look()
      const [next, ...others] = this.#chosen(look.ready)
      if (next !== undefined) {
        const failure = await this.#whilePinning(next, () => this.#evaluate(next, others.length))
        if (failure !== undefined) return this.#end(failure)
        continue
      }
      const isSettling = look.settling.length > 0
      if (plan.once && !isSettling) return this.#end()
      const reason = isSettling ? undefined : endOf(plan.until, this.#training.state(look.incomplete.length))
      if (reason !== undefined) {
        note(`Ending: ${reason}.`)
        return this.#end()
      }
      const wait = isSettling ? settleMs : nextLookIn(this.#training.idleMs, pacing)
      await waitForChange(foldersToWatch(plan.out, look.candidates), wait, pacing, stop)
    }
  }

  #end(failure?: unknown): WatchEnd {
    const [evaluated, failed, finalists] = [this.#evaluated, this.#failed, this.#finalists.best]
    return { evaluated, failed, finalists, ...(failure !== undefined && { failure }) }
  }

  /** @param current what is evaluated at the moment */
  async #look(current?: QueuedCheckpoint): Promise<Look> {
    const look = await this.#folder.look(async ({ path, isFinal }) => {
      if (path === current?.candidate.path) return true
      const handled = this.#handled.get(path)
      // One that is written again, as after training went back to an earlier step, is a new one.
      return !isFinal && handled !== undefined && (await isUntouched(handled).catch(() => true))
    })
    this.#series ??= oneSeriesOf(look.ready)
    this.#atStart ??= new Set(look.candidates.map(({ path }) => path))
    await this.#training.see(look)
    this.#notes.tellOthers(look, this.#series)
    const isSafe = ({ path }: Candidate) =>
      path === current?.candidate.path || this.#handled.has(path) || this.#pinned.has(path)
    this.#notes.tell(look, isSafe)
    for (const { path } of look.vanished) this.#handled.delete(path)
    for (const { candidate, whole } of look.ready) {
      if (!isChosen(candidate, this.#setup.plan.every)) this.#handled.set(candidate.path, whole) // not read again
    }
    // The pin of that name is in use.
    await this.#pinned.pin(this.#chosen([...look.ready, ...look.settling]).filter(({ name }) => name !== current?.name))
    return look
  }

  /** In the order of evaluation. */
  #chosen(ready: readonly ReadyCheckpoint[]): QueuedCheckpoint[] {
    const { plan } = this.#setup
    const chosen = ready.filter(
      ({ candidate, whole }) =>
        isChosen(candidate, plan.every) &&
        (this.#series === undefined || isOfSeries(candidate, this.#series)) &&
        (!plan.once || this.#atStart?.has(candidate.original ?? candidate.path)) &&
        this.#handled.get(candidate.path)?.state !== whole.state &&
        this.#training.isCurrent(candidate, whole),
    )
    return inOrder(
      chosen.map((one) => asQueued(one, plan, this.#training.maxSteps)),
      plan.newestFirst,
    )
  }

  /** Adds it in place of an earlier checkpoint at its path, which the training has discarded. */
  #add(evaluated: Evaluated): void {
    const { path } = evaluated.checkpoint
    this.#evaluated = [...this.#evaluated.filter(({ checkpoint }) => checkpoint.path !== path), evaluated]
    this.#failed = this.#failed.filter(({ queued: { candidate } }) => (candidate.original ?? candidate.path) !== path)
  }

  /**
   * Pins further checkpoints that the trainer may delete meanwhile.
   *
   * @throws what a look at the folder throws, once the work is done: it must not go on behind a watch that has ended
   */
  async #whilePinning<Result>(current: QueuedCheckpoint, work: () => Promise<Result>): Promise<Result> {
    const { plan, pacing } = this.#setup
    const done = new AbortController()
    const pin = async () => {
      const folders = foldersToWatch(plan.out, [current.candidate])
      while (!done.signal.aborted) {
        await waitForChange(folders, pacing.shortestMs, pacing, done.signal)
        if (!done.signal.aborted) await this.#look(current)
      }
    }
    const [worked, pinned] = await Promise.allSettled([work().finally(() => done.abort()), pin()])
    if (worked.status === 'rejected') throw worked.reason
    if (pinned.status === 'rejected') throw pinned.reason
    return worked.value
  }

  /** @returns what ends the watch */
  async #evaluate(queued: QueuedCheckpoint, others: number): Promise<unknown> {
    const { plan, pins, onEvaluated } = this.#setup
    const { candidate, whole, label, name } = queued
    const keepsPin = this.#finalists.isOpen
    const more = { pinFolders: pins.folders, known: this.#evaluated, others, keepsPin }
    const found = await evaluateCheckpoint(queued, { ...this.#setup, ...more })
    if (found.kind === 'changed') return undefined
    // The trainer has deleted its own; the next look finds the pin.
    if (found.kind === 'vanished' && candidate.isPinned !== true && this.#pinned.has(candidate.path)) return undefined
    this.#handled.set(candidate.path, whole)
    if (candidate.original !== undefined) this.#handled.set(candidate.original, whole)
    const isStopped = found.kind === 'failed' && endsWatch(found.failure)
    await this.#pinned.remove(name, isStopped || (found.kind === 'evaluated' && keepsPin))
    switch (found.kind) {
      case 'evaluated':
        this.#add(found.evaluated)
        if (keepsPin) await this.#finalists.add({ ...found, queued })
        await onEvaluated(found.evaluated)
        return undefined
      case 'vanished':
        note(`${label}: deleted before it was evaluated; it is left out`)
        return undefined
      case 'duplicate':
        note(`${label}: the same weights as ${found.of.checkpoint.label}, which is evaluated`)
        return undefined
      case 'failed':
        this.#failed = [...this.#failed, { queued, failure: found.failure, code: found.code }]
        if (!plan.keepGoing || isStopped) return found.failure
        note(`${label}: could not be evaluated: ${messageOf(found.failure)}`)
        return undefined
    }
  }
}

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure))
