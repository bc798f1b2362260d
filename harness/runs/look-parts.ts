/** The stages of an escalated run, and the parts of a run with early stopping. */
import { inAskingOrder, lookSizes } from '../../results/design/asking-order.ts'
import type { PreparedRun } from './prepare.ts'

/** The same run at a later stage, with more repeats. */
export function withAnswers(prepared: PreparedRun, trialsPerSample: number): PreparedRun {
  return { ...prepared, trialsPerSample, manifest: { ...prepared.manifest, trialsPerSample } }
}

export interface LookPart {
  /** The run after this part. */
  readonly prepared: PreparedRun
  /** Ids of its samples after this part. */
  readonly samples: ReadonlySet<string>
}

/** The parts of a run with early stopping; each includes those before it. */
export function lookParts(prepared: PreparedRun): LookPart[] {
  const { design } = prepared.manifest
  if (design?.kind !== 'early-stop') return [{ prepared, samples: new Set(prepared.samples.map(({ id }) => id)) }]
  const order = inAskingOrder(
    prepared.samples.map(({ id }) => id),
    design.seed,
  )
  return lookSizes(order.length, design.looks).map((asked) => ({
    prepared: { ...prepared, manifest: { ...prepared.manifest, design: { ...design, asked } } },
    samples: new Set(order.slice(0, asked)),
  }))
}
