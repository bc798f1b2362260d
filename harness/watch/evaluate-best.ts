/** The end of a watch with `--candidates`: the best checkpoints on all samples. */
import { inspectCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { note } from '../lib/terminal.ts'
import { type Kept, keptCandidate } from './best.ts'
import { type Evaluated, type EvaluateOptions, endsWatch, evaluateCheckpoint } from './evaluate.ts'
import type { HeldPlaces } from './held-places.ts'
import type { WatchPlan } from './plan.ts'
import type { FailedCheckpoint, WatchEnd } from './watch.ts'

interface BestSetup extends Pick<EvaluateOptions, 'measurement' | 'judging'> {
  readonly plan: WatchPlan
  readonly held: HeldPlaces
  readonly stop: AbortSignal
  readonly onEvaluated: (evaluated: Evaluated) => Promise<void>
}

/** @throws whatever is not about one checkpoint */
export async function evaluateBest(best: readonly Kept[], setup: BestSetup): Promise<WatchEnd> {
  const { plan, held, stop, onEvaluated } = setup
  const evaluated: Evaluated[] = []
  const failed: FailedCheckpoint[] = []
  const names = best.map((one) => one.evaluated.checkpoint.label)
  if (best.length > 0) note(`On all samples: ${names.join(', ')}`)
  for (const [at, kept] of best.entries()) {
    if (stop.aborted) return { evaluated, failed, best: [], failure: stop.reason }
    const candidate = keptCandidate(kept)
    const whole = await inspectCheckpoint(candidate.path)
    if (whole.outcome !== 'whole') {
      note(`${kept.evaluated.checkpoint.label}: deleted before it was evaluated on all samples; it is left out`)
      continue
    }
    const waiting = { ...kept.waiting, candidate, whole }
    const others = best.length - at - 1
    const found = await evaluateCheckpoint(waiting, { ...setup, places: held.places, known: [], others, retain: false })
    if (found.kind === 'evaluated') {
      evaluated.push(found.evaluated)
      await onEvaluated(found.evaluated)
    } else if (found.kind === 'failed') {
      const { failure, code } = found
      failed.push({ waiting, failure, code })
      if (!plan.keepGoing || endsWatch(failure)) return { evaluated, failed, best: [], failure }
    }
  }
  return { evaluated, failed, best: [] }
}
