/** A run's later stages, and the parts of one that may stop early. */
import { inAskingOrder, lookSizes } from '../../results/design/asking-order.ts'
import type { Lab } from './prepare.ts'

/** The run at a later stage, which is the same run with more answers. */
export function withAnswers(lab: Lab, repeats: number): Lab {
  return { ...lab, repeats, manifest: { ...lab.manifest, repeats } }
}

export interface LookPart {
  /** The run as it will be once this part is asked. */
  readonly lab: Lab
  /** Ids of the samples that it then has. */
  readonly samples: ReadonlySet<string>
}

/** The parts that a run with early stop asks one after another; each holds those before it. */
export function lookParts(lab: Lab): LookPart[] {
  const { design } = lab.manifest
  if (design?.kind !== 'early-stop') return [{ lab, samples: new Set(lab.samples.map(({ id }) => id)) }]
  const order = inAskingOrder(
    lab.samples.map(({ id }) => id),
    design.seed,
  )
  return lookSizes(order.length, design.looks).map((asked) => ({
    lab: { ...lab, manifest: { ...lab.manifest, design: { ...design, asked } } },
    samples: new Set(order.slice(0, asked)),
  }))
}
