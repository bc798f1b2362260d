/** The run request: what `run` and `baseline set` read from flags, environment and config file. */

import type { InferredOptionTypes } from 'yargs'
import type { Selection } from '../../benchmarks/data/samples.ts'
import { parseShard } from '../../benchmarks/data/shard.ts'
import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { defined } from '../../results/defined.ts'
import { UsageError } from '../../results/errors.ts'
import type { Generation } from '../../results/schema/schema.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import { confirm, isInteractive } from '../lib/terminal.ts'
import type { EngineName } from './engine-names.ts'
import type { RUN_FLAGS } from './flags/runs.ts'
import { type JudgingFlags, judgingFlags } from './judge-flags.ts'
import { type ModelChoice, modelNamed } from './model-choices.ts'
import { requestOptionsOf, requirePrices } from './request-flags.ts'
import type { RequestOptions } from './request-options.ts'
import { generationFlags, type Locations, wholeNumber } from './settings.ts'

/** All settings of the runs of one command. */
export interface RunRequest extends RequestOptions {
  readonly benchmarks: readonly SelectedBenchmark[]
  readonly modelChoices: readonly ModelChoice[]
  readonly locations: Locations
  /** Generation settings given by flags. They win over a model's config entry, and that over the config's defaults. */
  readonly generation: Generation
  readonly selection: Selection
  /** Judges, for benchmarks that need them. */
  readonly judging?: JudgingFlags
  readonly repeats?: number
  /** Label of the baseline model, or a stored baseline as `@main`. */
  readonly baseline?: string
  readonly permutations?: number
  readonly rule?: string
  readonly check?: Program['check']
  /** Sandbox engine; absent: the default. */
  readonly engine?: EngineName
  readonly passAt?: readonly number[]
  /** Which samples start first. Default: those with the longest replies in an earlier run. */
  readonly order?: 'longest' | 'file'
  /** Run folder to resume; `''`: the newest unfinished command. */
  readonly resume?: string
  /** Asks the user whether to resume an unfinished run with the same settings. Absent without a terminal. */
  readonly confirm?: (...question: readonly string[]) => Promise<boolean>
}

/** @throws UsageError naming the flag with an invalid value */
export function runRequest(
  args: InferredOptionTypes<typeof RUN_FLAGS>,
  benchmarks: readonly SelectedBenchmark[],
  modelChoices: readonly ModelChoice[],
  locations: Locations,
): RunRequest & Required<Pick<RunRequest, 'judging'>> {
  const repeats = wholeNumber('--repeats', args.repeats, { min: 1 })
  const permutations = wholeNumber('--permutations', args.permutations, { min: 1 })
  const passAt = args['pass-at']?.map((k) => wholeNumber('--pass-at', k, { min: 1 }) ?? 1)
  if (args.sandbox !== undefined && !benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('sandbox'))) {
    throw new UsageError(`--sandbox ${args.sandbox}: none of these benchmarks runs programs`, {
      hint: 'Leave out --sandbox.',
    })
  }
  const engine = args.sandbox ?? locations.config.sandbox
  const isJudged = benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('judge'))
  const judging = judgingFlags(args, isJudged)
  requirePrices(
    judging.specs.map((text) => modelNamed(text, locations.config)),
    args['max-cost'],
  )
  return {
    benchmarks,
    modelChoices,
    locations,
    generation: generationFlags(args),
    selection: defined({
      limit: args.limit,
      shard: args.shard === undefined ? undefined : parseShard(args.shard, process.env),
      sampleIds: args['sample-id'],
    }),
    ...requestOptionsOf(args, locations.config, modelChoices),
    judging,
    ...defined({ repeats, permutations, rule: args.rule, check: args.check, engine, passAt, order: args.order }),
    ...defined({ resume: args.resume ?? (args['retry-errors'] ? '' : undefined) }),
    ...(isInteractive() && args.json !== true && { confirm }),
  }
}
