/** The loop of `evalkit watch`: looks at the folder, evaluates what is complete, waits. All state is in run folders. */
import type { ExitCode } from '../../results/errors.ts'
import type { Candidate } from '../checkpoints/candidates.ts'
import { FolderWatch, type Look, type ReadyCheckpoint } from '../checkpoints/folder-watch.ts'
import { note } from '../lib/terminal.ts'
import { type Kept, KeptCheckpoints } from './best.ts'
import { nextLookIn, type Pacing, waitForChange } from './changes.ts'
import { endOf } from './end-rule.ts'
import { type Evaluated, type EvaluateOptions, endsWatch, evaluateCheckpoint } from './evaluate.ts'
import { foldersOf, type HeldPlaces } from './held-places.ts'
import { KeptWaiting } from './kept-waiting.ts'
import { Notes } from './notes.ts'
import type { WatchPlan } from './plan.ts'
import { TrainingEnd } from './training-end.ts'
import { inOrder, isChosen, isOfSeries, named, oneSeriesOf, type Waiting } from './waiting.ts'

export interface WatchSetup extends Pick<EvaluateOptions, 'measurement' | 'judging'> {
  readonly plan: WatchPlan
  readonly held: HeldPlaces
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
  /** With `candidates`, the best of them. */
  readonly best: readonly Kept[]
  /** What ended it early. */
  readonly failure?: unknown
}

export interface FailedCheckpoint {
  readonly waiting: Waiting
  readonly failure: unknown
  readonly code: ExitCode
}

/** @throws UsageError for a folder with two series, or a checkpoint that cannot be used; the system's error for one that cannot be read */
export const watchFolder = (setup: WatchSetup): Promise<WatchEnd> => new Watcher(setup).run()

class Watcher {
  readonly #setup: WatchSetup
  readonly #folder: FolderWatch
  /** The state in which each was dealt with, by path. */
  readonly #handled = new Map<string, string>()
  readonly #evaluated: Evaluated[] = []
  readonly #failed: FailedCheckpoint[] = []
  readonly #best: KeptCheckpoints
  readonly #waiting: KeptWaiting
  readonly #training = new TrainingEnd()
  readonly #notes: Notes
  /** Pattern of the checkpoints that are evaluated; undefined until there is one. */
  #series: string | undefined
  /** What was there at first. */
  #atStart: ReadonlySet<string> | undefined

  constructor(setup: WatchSetup) {
    const { plan, held, settleMs } = setup
    this.#setup = setup
    this.#best = new KeptCheckpoints(plan.candidates?.count ?? 0)
    this.#waiting = new KeptWaiting(plan.keeps, held.places, held.left)
    this.#folder = new FolderWatch(plan.out, { settleMs, extra: () => this.#waiting.candidates })
    this.#notes = new Notes(plan)
  }

  async run(): Promise<WatchEnd> {
    const { plan, pacing, settleMs, stop } = this.#setup
    for (;;) {
      if (stop.aborted) return this.#end(stop.reason)
      const look = await this.#look()
      const [next, ...others] = this.#chosen(look.ready)
      if (next !== undefined) {
        const failure = await this.#whileKeeping(next, () => this.#evaluate(next, others.length))
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
      await waitForChange(foldersOf(plan.out, look.candidates), wait, pacing, stop)
    }
  }

  #end(failure?: unknown): WatchEnd {
    const [evaluated, failed, { best }] = [this.#evaluated, this.#failed, this.#best]
    return { evaluated, failed, best, ...(failure !== undefined && { failure }) }
  }

  /** @param current what is evaluated at the moment */
  async #look(current?: Waiting): Promise<Look> {
    const look = await this.#folder.look(
      ({ path, isFinal }) => path === current?.candidate.path || (!isFinal && this.#handled.has(path)),
    )
    this.#series ??= oneSeriesOf(look.ready)
    this.#atStart ??= new Set(look.candidates.map(({ path }) => path))
    await this.#training.see(look)
    this.#notes.tellOthers(look, this.#series)
    const isSafe = ({ path }: Candidate) =>
      path === current?.candidate.path || this.#handled.has(path) || this.#waiting.has(path)
    this.#notes.tell(look, isSafe)
    for (const { path } of look.vanished) this.#handled.delete(path)
    for (const { candidate, whole } of look.ready) {
      if (!isChosen(candidate, this.#setup.plan.every)) this.#handled.set(candidate.path, whole.state) // never read again
    }
    await this.#waiting.keep(this.#chosen([...look.ready, ...look.settling]))
    return look
  }

  /** In the order of evaluation. */
  #chosen(ready: readonly ReadyCheckpoint[]): Waiting[] {
    const { plan } = this.#setup
    const chosen = ready.filter(
      ({ candidate, whole }) =>
        isChosen(candidate, plan.every) &&
        (this.#series === undefined || isOfSeries(candidate, this.#series)) &&
        (!plan.once || this.#atStart?.has(candidate.original ?? candidate.path)) &&
        this.#handled.get(candidate.path) !== whole.state &&
        this.#training.isCurrent(candidate, whole),
    )
    return inOrder(
      chosen.map((one) => named(one, plan, this.#training.maxSteps)),
      plan.newestFirst,
    )
  }

  /** Meanwhile keeps what the trainer may delete. */
  async #whileKeeping<Result>(current: Waiting, work: () => Promise<Result>): Promise<Result> {
    const { plan, pacing } = this.#setup
    const done = new AbortController()
    const keep = async () => {
      const folders = foldersOf(plan.out, [current.candidate])
      while (!done.signal.aborted) {
        await waitForChange(folders, pacing.shortestMs, pacing, done.signal)
        if (!done.signal.aborted) await this.#look(current)
      }
    }
    const [result] = await Promise.all([work().finally(() => done.abort()), keep()])
    return result
  }

  /** @returns what ends the watch */
  async #evaluate(waiting: Waiting, others: number): Promise<unknown> {
    const { plan, held, onEvaluated } = this.#setup
    const { candidate, whole, label, name } = waiting
    const retain = this.#best.retains
    const more = { places: held.places, known: this.#evaluated, others, retain }
    const found = await evaluateCheckpoint(waiting, { ...this.#setup, ...more })
    if (found.kind === 'changed') return undefined
    this.#handled.set(candidate.path, whole.state)
    if (candidate.original !== undefined) this.#handled.set(candidate.original, whole.state)
    const isStopped = found.kind === 'failed' && endsWatch(found.failure)
    await this.#waiting.forget(name, isStopped || (found.kind === 'evaluated' && retain))
    switch (found.kind) {
      case 'evaluated':
        this.#evaluated.push(found.evaluated)
        if (retain) await this.#best.add({ ...found, waiting })
        await onEvaluated(found.evaluated)
        return undefined
      case 'vanished':
        note(`${label}: deleted before it was evaluated; it is left out`)
        return undefined
      case 'duplicate':
        note(`${label}: the same weights as ${found.of.checkpoint.label}, which is evaluated`)
        return undefined
      case 'failed':
        this.#failed.push({ waiting, failure: found.failure, code: found.code })
        if (!plan.keepGoing || isStopped) return found.failure
        note(`${label}: could not be evaluated: ${messageOf(found.failure)}`)
        return undefined
    }
  }
}

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure))
