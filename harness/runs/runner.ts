/** The runner: what is pending is evaluated, what is evaluated is stored, what is stored is summarized. */

import { Interrupted } from '../../results/errors.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import type { RunWriter } from '../../results/store/write.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import { type Bounds, Lane, type Turn } from '../lib/lane.ts'
import { evaluate, type Trial, type TrialSetup } from '../trial/evaluate.ts'

export interface RunPlan extends TrialSetup {
  readonly samples: readonly Sample[]
  readonly repeats: number
  /** The sample as a repeat asks it. Default: as it is. */
  readonly forRepeat?: (sample: Sample, repeat: number) => Sample
  readonly bounds: Bounds
  /** In the lane of its server. Default: a lane of its own. */
  readonly turn?: Turn
  readonly store: RunWriter
  /** Looked at just before a trial is started; false passes it over. Default: all are needed. */
  readonly isNeeded?: (trial: Trial) => boolean
  /** Told of each record, once it is on its way to the disk. */
  readonly onRecord?: (record: SampleRecord) => void
}

/**
 * Works through every trial the store has no score for.
 *
 * @throws Interrupted when aborted; ModelError when no request can succeed; StoreError when records cannot be kept
 */
export async function runTrials(plan: RunPlan, signals: RunSignals): Promise<void> {
  const unscored = withoutScored(planTrials(plan.samples, plan.repeats), plan.store)
  const pending = plan.isNeeded === undefined ? unscored : unscored.filter(plan.isNeeded)
  const { turn = new Lane().enter(), bounds } = plan
  await turn.forEach(
    pending,
    bounds,
    async (trial, leave) => {
      const record = await unlessStopped(evaluate(asPresented(trial, plan), plan, signals.abort, leave), signals)
      if (record === undefined) return
      await plan.store.append(record)
      plan.onRecord?.(record)
    },
    signals.stop,
  )
}

/** @returns undefined for a trial that was given up before its question was asked: it stays pending */
export async function unlessStopped(record: Promise<SampleRecord>, { stop, abort }: RunSignals) {
  return record.catch((error: unknown) => {
    if (error instanceof Interrupted && stop.aborted && !abort.aborted) return undefined
    throw error
  })
}

const asPresented = ({ sample, repeat }: Trial, { forRepeat = (same) => same }: RunPlan): Trial => ({
  sample: forRepeat(sample, repeat),
  repeat,
})

/** All samples once, then all of them again: an early look at a long run has seen the whole benchmark. */
export function* planTrials(samples: readonly Sample[], repeats: number): Generator<Trial> {
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const sample of samples) yield { sample, repeat }
  }
}

function* withoutScored(trials: Iterable<Trial>, store: RunWriter): Generator<Trial> {
  for (const trial of trials) if (!store.hasScored(trial.sample.id, trial.repeat)) yield trial
}
