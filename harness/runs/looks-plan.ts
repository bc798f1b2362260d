/** The plan of looks, as requested and for the run of one benchmark. */
import type { Protocol } from '../../benchmarks/benchmark.ts'
import type { Generation, RunDesign, Sample } from '../../results/schema/schema.ts'
import { trialGeneration } from '../trial/generation.ts'

/** The plan requested by `--escalate` or `--early-stop`. */
export type DesignChoice =
  | { readonly kind: 'escalate'; readonly answers: readonly number[] }
  | { readonly kind: 'early-stop'; readonly looks: number; readonly seed: number }

interface SamplingSettings {
  readonly protocol: Protocol<unknown>
  readonly generation: Generation
  readonly samples: readonly Sample[]
  readonly permutations: number
}

/** @returns undefined without a plan, and when repeats would give the same reply */
export function designFor(choice: DesignChoice | undefined, settings: SamplingSettings): RunDesign | undefined {
  if (choice === undefined) return undefined
  if (choice.kind === 'early-stop') return { ...choice, asked: 0 }
  if (!varies(settings)) return undefined
  return { kind: 'escalate', answers: choice.answers.map((answers) => answers * settings.permutations) }
}

/** Whether repeats differ: replies are sampled, or options are shuffled. */
function varies({ protocol, generation, samples }: SamplingSettings): boolean {
  if (protocol.options !== undefined) return true
  return samples.some((sample) => trialGeneration(sample, generation).temperature !== 0)
}
