/** What was asked for, held against what a benchmark, its protocol and the model allow. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import type { LoadedSamples } from '../../benchmarks/data/samples.ts'
import { UsageError } from '../../results/errors.ts'
import type { Generation, ModelFacts } from '../../results/schema/schema.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'

/** How answers are scored, instead of the protocol's own way. */
export interface ScoringChoice {
  /** The extraction rule for the headline. */
  readonly rule?: string
  /** How programs meet their tests. */
  readonly check?: Program['check']
}

/** The protocol's scorer, otherwise where that is asked for. @throws UsageError for a rule or check that it does not have */
export function chosenScorer({ scorer }: Protocol<unknown>, { rule, check }: ScoringChoice): Scorer<keyof Resources> {
  let chosen = scorer
  if (rule !== undefined && rule !== scorer.rule) {
    if (chosen.withRule === undefined) {
      throw new UsageError(`--rule ${rule}: ${scorer.name} has no extraction rules to choose from`)
    }
    chosen = chosen.withRule(rule)
  }
  if (check !== undefined) {
    if (chosen.withCheck === undefined) throw new UsageError(`--check ${check}: ${scorer.name} runs no programs`)
    chosen = chosen.withCheck(check)
  }
  return chosen
}

/** @throws UsageError where there is nothing to permute, or not so often */
export function permutationsOf({ name }: Benchmark, { options }: Protocol<unknown>, requested = 1): number {
  if (requested === 1) return 1
  if (options === undefined) throw new UsageError(`--permutations: ${name} has no options to put in another order`)
  if (requested <= options.count) return requested
  throw new UsageError(`--permutations ${requested}: ${name} has ${options.count} options`, {
    hint: `Turned by one position at a time, they have ${options.count} orders: --permutations ${options.count}.`,
  })
}

/** @throws UsageError for a k without programs, or one that the repeats do not allow */
export function passAtOf(
  { name, check }: Scorer<keyof Resources>,
  repeats: number,
  requested: readonly number[] | undefined,
) {
  if (check === undefined) {
    if (requested !== undefined) throw new UsageError(`--pass-at: ${name} runs no programs`)
    return []
  }
  const tooMany = requested?.find((k) => k > repeats)
  if (tooMany === undefined) return requested ?? [1, 10, 100].filter((k) => k <= repeats)
  throw new UsageError(`--pass-at ${tooMany}: cannot be estimated from ${repeats} answers to each problem`, {
    hint: `Ask for more: --repeats ${tooMany}, with a temperature above 0.`,
  })
}

/** @throws UsageError for what an API cannot ask */
export function refuseImpossible(
  benchmark: Benchmark,
  { api, label }: ModelFacts,
  generation: Generation,
  loaded: LoadedSamples,
) {
  if (api !== 'completions') return
  if (generation.system !== undefined) {
    throw new UsageError(`--system: ${label} is asked by a completions API, which has no system message`, {
      hint: 'Leave --system away, or ask by --api chat.',
    })
  }
  if (loaded.samples.some((sample) => sample.turns.length > 1)) {
    throw new UsageError(`${benchmark.name} is a conversation, which a completions API cannot hold`, {
      hint: `Ask ${label} by --api chat.`,
    })
  }
}
