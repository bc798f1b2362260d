/** The runner: evaluates all pending trials and stores their records. */

import { Interrupted } from '../../results/errors.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import type { RunWriter } from '../../results/store/write.ts'
import type { RunSignals } from '../lib/interrupt.ts'
import { type Bounds, Lane, type Turn } from '../lib/lane.ts'
import { evaluate, type Trial, type TrialSetup } from '../trial/evaluate.ts'

export interface RunPlan extends TrialSetup {
  readonly samples: readonly Sample[]
  readonly trialsPerSample: number
  /** The sample as presented in a repeat. Default: unchanged. */
  readonly forRepeat?: (sample: Sample, repeat: number) => Sample
  readonly bounds: Bounds
  /** In the lane of its server. Default: a lane of its own. */
  readonly turn?: Turn
  readonly store: RunWriter
  /** Default: samples in their own order. */
  readonly order?: TrialOrder
  /** Checked just before a trial starts; false skips it. Default: all are needed. */
  readonly isNeeded?: (trial: Trial) => boolean
  /** Called with each record, after it was handed to the store. */
  readonly onRecord?: (record: SampleRecord) => void
}

/**
 * Runs every trial without a score in the store.
 *
 * @throws Interrupted when aborted; ModelError when no request can succeed; StoreError when records cannot be stored
 */
export async function runTrials(plan: RunPlan, signals: RunSignals): Promise<void> {
  const unscored = withoutScored(planTrials(plan.samples, plan.trialsPerSample, plan.order), plan.store)
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
      await plan.store.written() // a busy machine writes late: until then, the trial counts as under way
    },
    signals.stop,
  )
}

/** @returns undefined for a trial that was cancelled before its request: it stays pending */
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

/**
 * Plans trials repeat by repeat, so that an early look at a long run covers the whole benchmark.
 *
 * @param order samples that come before or after all others, with all of their repeats
 */
export function* planTrials(
  samples: readonly Sample[],
  repeats: number,
  { first, last }: TrialOrder = { first: [], last: [] },
): Generator<Trial> {
  const apart = new Set([...first, ...last])
  const byId = new Map(apart.size === 0 ? [] : samples.map((sample) => [sample.id, sample]))
  function* together(ids: readonly string[]): Generator<Trial> {
    for (const sample of ids.flatMap((id) => byId.get(id) ?? []))
      for (let repeat = 1; repeat <= repeats; repeat++) yield { sample, repeat }
  }
  yield* together(first)
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const sample of samples) if (!apart.has(sample.id)) yield { sample, repeat }
  }
  yield* together(last)
}

/** Ids of samples, without those in between. */
export interface TrialOrder {
  readonly first: readonly string[]
  readonly last: readonly string[]
}

function* withoutScored(trials: Iterable<Trial>, store: RunWriter): Generator<Trial> {
  for (const trial of trials) if (!store.hasScored(trial.sample.id, trial.repeat)) yield trial
}
