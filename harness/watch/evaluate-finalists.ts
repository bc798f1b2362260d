/** The end of a watch with `--candidates`: the best checkpoints on all samples. */
import { inspectCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { note } from '../lib/terminal.ts'
import { type Evaluated, type EvaluateOptions, endsWatch, evaluateCheckpoint } from './evaluate-checkpoint.ts'
import { type Finalist, pinnedCandidate } from './finalists.ts'
import type { WatchPlan } from './plan.ts'
import type { FailedCheckpoint, WatchEnd } from './watch-folder.ts'

interface FinalSetup extends Pick<EvaluateOptions, 'measurement' | 'judging' | 'pinFolders'> {
  readonly plan: WatchPlan
  readonly stop: AbortSignal
  readonly onEvaluated: (evaluated: Evaluated) => Promise<void>
}

/** @throws whatever is not about one checkpoint */
export async function evaluateFinalists(finalists: readonly Finalist[], setup: FinalSetup): Promise<WatchEnd> {
  const { plan, stop, onEvaluated } = setup
  const evaluated: Evaluated[] = []
  const failed: FailedCheckpoint[] = []
  const labels = finalists.map((one) => one.evaluated.checkpoint.label)
  if (finalists.length > 0) note(`On all samples: ${labels.join(', ')}`)
  for (const [at, finalist] of finalists.entries()) {
    if (stop.aborted) return { evaluated, failed, finalists: [], failure: stop.reason }
    const candidate = pinnedCandidate(finalist)
    const whole = await inspectCheckpoint(candidate.path)
    if (whole.outcome !== 'whole') {
      note(`${finalist.evaluated.checkpoint.label}: deleted before it was evaluated on all samples; it is left out`)
      continue
    }
    const queued = { ...finalist.queued, candidate, whole }
    const others = finalists.length - at - 1
    const found = await evaluateCheckpoint(queued, { ...setup, known: [], others, keepsPin: false })
    if (found.kind === 'evaluated') {
      evaluated.push(found.evaluated)
      await onEvaluated(found.evaluated)
    } else if (found.kind === 'failed') {
      const { failure, code } = found
      failed.push({ queued, failure, code })
      if (!plan.keepGoing || endsWatch(failure)) return { evaluated, failed, finalists: [], failure }
    } else {
      note(`${queued.label}: deleted or changed while it was evaluated on all samples; it is left out`)
    }
  }
  return { evaluated, failed, finalists: [] }
}
