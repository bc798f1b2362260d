/** The loop of `evalkit watch`: looks at the folder, evaluates what is complete, waits. All state is in run folders. */
import type { ExitCode } from '../../results/errors.ts'
import { FolderWatch, type Look } from '../checkpoints/folder-watch.ts'
import { note } from '../lib/terminal.ts'
import { type Kept, KeptCheckpoints } from './best.ts'
import { nextLookIn, type Pacing, waitForChange } from './changes.ts'
import { endOf } from './end-rule.ts'
import { type Evaluated, type EvaluateOptions, endsWatch, evaluateCheckpoint } from './evaluate.ts'
import { foldersOf, type HeldPlaces } from './held-places.ts'
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
export async function watchFolder(setup: WatchSetup): Promise<WatchEnd> {
  const { plan, held, pacing, stop, onEvaluated } = setup
  const folder = new FolderWatch(plan.out, { settleMs: setup.settleMs, extra: held.left })
  const handled = new Map<string, string | undefined>()
  const evaluated: Evaluated[] = []
  const failed: FailedCheckpoint[] = []
  const kept = new KeptCheckpoints(plan.candidates?.count ?? 0)
  const training = new TrainingEnd()
  const notes = new Notes(plan)

  const end = (failure?: unknown): WatchEnd => ({
    ...{ evaluated, failed, best: kept.best },
    ...(failure !== undefined && { failure }),
  })

  let series: string | undefined
  let atStart: ReadonlySet<string> | undefined

  for (;;) {
    if (stop.aborted) return end(stop.reason)
    const look = await folder.look(({ path, isFinal }) => !isFinal && handled.has(path))
    series ??= oneSeriesOf(look.ready)
    atStart ??= new Set(look.candidates.map(({ path }) => path))
    notes.tellOthers(look, series)
    await training.see(look)
    notes.tell(look, (candidate) => handled.has(candidate.path))
    for (const { path } of look.vanished) handled.delete(path)
    const [next, ...others] = waitingIn(look)
    if (next !== undefined) {
      const failure = await evaluate(next, others.length)
      if (failure !== undefined) return end(failure)
      continue
    }
    const rest = look.settling + look.incomplete.length
    if (plan.once && look.settling === 0) return end()
    const reason = look.settling > 0 ? undefined : endOf(plan.until, training.state(rest))
    if (reason !== undefined) {
      note(`Ending: ${reason}.`)
      return end()
    }
    const wait = look.settling > 0 ? setup.settleMs : nextLookIn(training.idleMs, pacing)
    await waitForChange(foldersOf(plan.out, look.candidates), wait, pacing, stop)
  }

  function waitingIn({ ready }: Look): Waiting[] {
    const chosen = ready.filter(
      ({ candidate, whole }) =>
        isChosen(candidate, plan.every) &&
        (series === undefined || isOfSeries(candidate, series)) &&
        (!plan.once || atStart?.has(candidate.path)) &&
        handled.get(candidate.path) !== whole.state &&
        training.isCurrent(candidate, whole),
    )
    return inOrder(
      chosen.map((one) => named(one, plan, training.maxSteps)),
      plan.newestFirst,
    )
  }

  /** @returns what ends the watch */
  async function evaluate(waiting: Waiting, others: number): Promise<unknown> {
    const { candidate, whole, label } = waiting
    const found = await evaluateCheckpoint(waiting, {
      ...setup,
      ...{ places: held.places, known: evaluated, others, retain: kept.retains },
    })
    if (found.kind === 'changed') return undefined
    handled.set(candidate.path, whole.state)
    switch (found.kind) {
      case 'evaluated':
        evaluated.push(found.evaluated)
        if (kept.retains) await kept.add({ ...found, waiting })
        await onEvaluated(found.evaluated)
        return undefined
      case 'vanished':
        note(`${label}: deleted before it was evaluated; it is left out`)
        return undefined
      case 'duplicate':
        note(`${label}: the same weights as ${found.of.checkpoint.label}, which is evaluated`)
        return undefined
      case 'failed':
        failed.push({ waiting, failure: found.failure, code: found.code })
        if (!plan.keepGoing || endsWatch(found.failure)) return found.failure
        note(`${label}: could not be evaluated: ${messageOf(found.failure)}`)
        return undefined
    }
  }
}

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure))
