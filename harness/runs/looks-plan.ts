/** A plan of looks as it is asked for, and as a run of one benchmark has it. */
import type { Protocol } from '../../benchmarks/benchmark.ts'
import type { Generation, RunDesign, Sample } from '../../results/schema/schema.ts'
import { trialGeneration } from '../trial/generation.ts'

/** What `--escalate` or `--early-stop` asks for. */
export type DesignChoice =
  | { readonly kind: 'escalate'; readonly answers: readonly number[] }
  | { readonly kind: 'early-stop'; readonly looks: number; readonly seed: number }

interface SamplingSettings {
  readonly protocol: Protocol<unknown>
  readonly generation: Generation
  readonly samples: readonly Sample[]
  readonly permutations: number
}

/** @returns undefined without a plan, and where the same reply would come again each time */
export function designFor(choice: DesignChoice | undefined, settings: SamplingSettings): RunDesign | undefined {
  if (choice === undefined) return undefined
  if (choice.kind === 'early-stop') return { ...choice, asked: 0 }
  if (!varies(settings)) return undefined
  return { kind: 'escalate', answers: choice.answers.map((answers) => answers * settings.permutations) }
}

/** Replies are sampled, or each repeat shows the options in another order. */
function varies({ protocol, generation, samples }: SamplingSettings): boolean {
  if (protocol.options !== undefined) return true
  return samples.some((sample) => trialGeneration(sample, generation).temperature !== 0)
}
