/** A plan of looks as it is asked for, and as a run of one benchmark has it. */
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { inAskingOrder, lookSizes } from '../../results/design/asking-order.ts'
import type { Generation, RunDesign, Sample } from '../../results/schema.ts'
import type { Lab } from './lab.ts'

/** What `--escalate` or `--early-stop` asks for. */
export type DesignChoice =
  | { readonly kind: 'escalate'; readonly answers: readonly number[] }
  | { readonly kind: 'early-stop'; readonly looks: number; readonly seed: number }

interface Asked {
  readonly protocol: Protocol<unknown>
  readonly generation: Generation
  readonly samples: readonly Sample[]
  readonly permutations: number
}

/** @returns undefined without a plan, and where the same reply would come again each time */
export function designFor(choice: DesignChoice | undefined, asked: Asked): RunDesign | undefined {
  if (choice === undefined) return undefined
  if (choice.kind === 'early-stop') return { ...choice, asked: 0 }
  if (!varies(asked)) return undefined
  return { kind: 'escalate', answers: choice.answers.map((answers) => answers * asked.permutations) }
}

/** Replies are sampled, or each repeat shows the options in another order. */
function varies({ protocol, generation, samples }: Asked): boolean {
  if (protocol.options !== undefined) return true
  return samples.some((sample) => ({ ...generation, ...sample.generation }).temperature !== 0)
}

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
