/** The flags of a run, and the plan that `run` and `baseline set` make of them. */
import type { InferredOptionTypes } from 'yargs'
import type { Selection } from '../../benchmarks/data/samples.ts'
import { parseShard } from '../../benchmarks/data/shard.ts'
import { BENCHMARK_NAMES, PROTOCOL_NAMES, type SelectedBenchmark } from '../../benchmarks/suites.ts'
import { UsageError } from '../../results/errors.ts'
import type { Generation } from '../../results/schema/schema.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import { confirm, isInteractive } from '../lib/terminal.ts'
import { type Flag, type Flags, inGroup, type Positional } from './command.ts'
import { JUDGE_FLAGS, type JudgingFlags, judgingFlags } from './judge-flags.ts'
import { type ModelChoice, modelNamed } from './model-choices.ts'
import { REQUEST_FLAGS, requestOptionsOf, requireJudgePrices } from './request-flags.ts'
import type { RequestOptions } from './request-options.ts'
import type { EngineName } from './sandbox-engines.ts'
import {
  CHECK_FLAG,
  GENERATION_FLAGS,
  generationFlags,
  JSON_FLAG,
  LOCATION_FLAGS,
  type Locations,
  SANDBOX_FLAG,
  wholeNumber,
} from './settings.ts'

/** What a command runs, and how: the one object that flags, variables and config file come to. */
export interface RunRequest extends RequestOptions {
  readonly benchmarks: readonly SelectedBenchmark[]
  readonly modelChoices: readonly ModelChoice[]
  readonly locations: Locations
  /** What flags ask of all models; it wins over a model's own settings, and those over the config's for all. */
  readonly generation: Generation
  readonly selection: Selection
  /** Who rates replies, where a benchmark needs that. */
  readonly judging?: JudgingFlags
  readonly repeats?: number
  /** What the models are compared with: the label of one of them, or a stored baseline as `@main`. */
  readonly baseline?: string
  readonly permutations?: number
  readonly rule?: string
  readonly check?: Program['check']
  /** What runs programs; absent: the default one. */
  readonly engine?: EngineName
  readonly passAt?: readonly number[]
  /** `''`: the newest unfinished command; else a run folder. */
  readonly resume?: string
  /** Asks the user, where one is there, whether to go on with an unfinished run of the same. */
  readonly confirm?: (question: string) => Promise<boolean>
}

export const BENCHMARK_POSITIONAL = {
  type: 'string',
  array: true,
  values: BENCHMARK_NAMES,
  describe: 'benchmarks, see evalkit list benchmarks; or all, or paper: the five of arXiv 2504.09639',
} as const satisfies Positional

export const MODEL_FLAG = {
  type: 'array',
  string: true,
  group: 'What to run',
  value: 'SPEC',
  describe: '[label=]provider/model[@URL], or a name from the config file',
} as const satisfies Flag

export const PROTOCOL_FLAG = {
  type: 'string',
  group: 'What to run',
  value: 'NAME',
  values: PROTOCOL_NAMES,
  describe: 'prompt, sampling and scoring as a set, see evalkit list protocols (default: the benchmark’s first)',
} as const satisfies Flag

export const LIMIT_FLAG = {
  type: 'string',
  group: 'What to run',
  value: 'N',
  describe: 'N samples of all categories, the same ones each time; first:N; or a 0-based range a-b',
} as const satisfies Flag

export const REPEATS_FLAG = {
  type: 'number',
  group: 'What to run',
  describe: 'independent replies to each sample',
} as const satisfies Flag

export const RUN_FLAGS = {
  ...inGroup('What to run', {
    model: MODEL_FLAG,
    protocol: PROTOCOL_FLAG,
    api: {
      type: 'array',
      string: true,
      value: 'API',
      describe: 'chat or completions; LABEL=completions for one model',
    },
    limit: LIMIT_FLAG,
    'sample-id': { type: 'array', string: true, value: 'ID', describe: 'only this sample, such as gsm8k/17' },
    shard: {
      type: 'string',
      value: 'I/N',
      describe: 'one machine’s part of N; auto/N in a Slurm array (0 to N-1) or a Kubernetes indexed job',
    },
    repeats: REPEATS_FLAG,
    permutations: { type: 'number', describe: 'orders in which the options of each question are shown, such as 4' },
    resume: { type: 'string', value: '[RUN]', describe: 'continue unfinished runs: the newest, or the folder named' },
    'retry-errors': { type: 'boolean', describe: 'request only what has no score yet; the same as --resume' },
  }),
  ...inGroup('Scoring', {
    rule: { type: 'string', value: 'NAME', describe: 'extraction rule of the headline score, see evalkit list rules' },
    'pass-at': { type: 'array', number: true, value: 'K', describe: 'for code: report pass@K beside pass@1' },
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
  }),
  ...JUDGE_FLAGS,
  ...GENERATION_FLAGS,
  ...REQUEST_FLAGS,
  json: JSON_FLAG,
  ...LOCATION_FLAGS,
} as const satisfies Flags

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
  requireJudgePrices(
    judging.specs.map((text) => modelNamed(text, locations.config)),
    args['max-cost'],
  )
  return {
    benchmarks,
    modelChoices,
    locations,
    generation: generationFlags(args),
    selection: {
      ...(args.limit !== undefined && { limit: args.limit }),
      ...(args.shard !== undefined && { shard: parseShard(args.shard, process.env) }),
      ...(args['sample-id'] !== undefined && { sampleIds: args['sample-id'] }),
    },
    ...requestOptionsOf(args, locations.config, modelChoices),
    judging,
    ...(repeats !== undefined && { repeats }),
    ...(permutations !== undefined && { permutations }),
    ...(args.rule !== undefined && { rule: args.rule }),
    ...(args.check !== undefined && { check: args.check }),
    ...(engine !== undefined && { engine }),
    ...(passAt !== undefined && { passAt }),
    ...(args['retry-errors'] && { resume: '' }),
    ...(args.resume !== undefined && { resume: args.resume }),
    ...(isInteractive() && args.json !== true && { confirm }),
  }
}
