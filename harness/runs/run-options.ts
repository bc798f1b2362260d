/** Validates the requested options against the benchmark, its protocol and the model. */
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import type { LoadedSamples } from '../../benchmarks/data/samples.ts'
import { UsageError } from '../../results/errors.ts'
import type { Generation, ModelFacts } from '../../results/schema/schema.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import type { Model } from '../models/model.ts'

/** Scoring options that replace the protocol's. */
export interface ScoringChoice {
  /** Extraction rule of the headline score. */
  readonly rule?: string
  /** How tests are run on programs. */
  readonly check?: Program['check']
}

/** The protocol's scorer with the requested rule and check. @throws UsageError for a rule or check that it does not have */
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

/** @throws UsageError for a benchmark without options, or with fewer options than permutations */
export function permutationsOf({ name }: Benchmark, { options }: Protocol<unknown>, requested = 1): number {
  if (requested === 1) return 1
  if (options === undefined) throw new UsageError(`--permutations: ${name} has no options to put in another order`)
  if (requested <= options.count) return requested
  throw new UsageError(`--permutations ${requested}: ${name} has ${options.count} options`, {
    hint: `Turned by one position at a time, they have ${options.count} orders: --permutations ${options.count}.`,
  })
}

/** @throws UsageError for pass@k without programs, or with k above the number of repeats */
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
  throw new UsageError(`--pass-at ${tooMany}: cannot be estimated from ${repeats} replies per problem`, {
    hint: `Request more: --repeats ${tooMany}, with a temperature above 0.`,
  })
}

/** @throws UsageError for settings that an API does not support */
export function refuseImpossible(
  benchmark: Benchmark,
  { api, label }: ModelFacts,
  generation: Generation,
  loaded: LoadedSamples,
) {
  if (api !== 'completions') return
  if (generation.system !== undefined) {
    throw new UsageError(`--system: ${label} uses a completions API, which has no system message`, {
      hint: 'Leave out --system, or use --api chat.',
    })
  }
  if (loaded.samples.some((sample) => sample.turns.length > 1)) {
    throw new UsageError(`${benchmark.name} has several turns, which a completions API does not support`, {
      hint: `Use --api chat for ${label}.`,
    })
  }
}

/**
 * @param repeats as requested
 * @throws UsageError for a model or settings for which options cannot be scored by their log-likelihood
 */
export function refuseWithoutLikelihoods({ name }: Benchmark, { facts, checkLikelihoods }: Model, repeats = 1): void {
  if (facts.api === 'chat') {
    throw new UsageError(`${name}: no chat API gives log-likelihoods of options`, {
      hint: 'Leave out --api chat: this protocol asks a completions API. Or choose a protocol that reads replies: evalkit list protocols',
    })
  }
  if (checkLikelihoods === undefined) {
    throw new UsageError(`${name}: ${facts.label} gives no log-likelihoods of options`, {
      hint: 'Choose a protocol that reads replies: evalkit list protocols',
    })
  }
  if (repeats === 1) return
  throw new UsageError(`${name}: --repeats ${repeats} would measure the same log-likelihoods again`, {
    hint: 'Leave out --repeats.',
  })
}
