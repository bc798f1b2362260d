/** A run's later stages, and the parts of one that may stop early. */
import { inAskingOrder, lookSizes } from '../../results/design/asking-order.ts'
import type { PreparedRun } from './prepare.ts'

/** The run at a later stage, which is the same run with more answers. */
export function withAnswers(prepared: PreparedRun, repeats: number): PreparedRun {
  return { ...prepared, repeats, manifest: { ...prepared.manifest, repeats } }
}

export interface LookPart {
  /** The run as it will be once this part is asked. */
  readonly prepared: PreparedRun
  /** Ids of the samples that it then has. */
  readonly samples: ReadonlySet<string>
}

/** The parts that a run with early stop asks one after another; each holds those before it. */
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
