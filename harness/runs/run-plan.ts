/** What the flags of a run ask for, as `run` and `baseline set` read them. */
import type { InferredOptionTypes, Options } from 'yargs'
import { parseShard } from '../../benchmarks/shard.ts'
import type { ChosenBenchmark } from '../../benchmarks/suites.ts'
import { UsageError } from '../../results/errors.ts'
import { type Contestant, modelNamed } from '../contestants.ts'
import { JUDGE_FLAGS, judgingFlags } from '../judging/judging-flags.ts'
import {
  CHECK_FLAG,
  GENERATION_FLAGS,
  generationFlags,
  PLACE_FLAGS,
  type Places,
  SANDBOX_FLAG,
  wholeNumber,
} from '../settings.ts'
import { confirm, isInteractive } from '../terminal.ts'
import { ASKING_FLAGS, askingOf, requireJudgePrices } from './asking-flags.ts'
import type { SessionPlan } from './session-plan.ts'

export const BENCHMARK_POSITIONAL = {
  type: 'string',
  array: true,
  describe: 'see: evalkit list benchmarks; all, paper: the five',
} as const

export const RUN_FLAGS = {
  model: { type: 'array', string: true, describe: '[label=]provider/model[@URL], or a name from the config' },
  protocol: { type: 'string', describe: 'how it is asked and scored; see: evalkit list protocols' },
  rule: { type: 'string', describe: 'extraction rule for the headline; see: evalkit list rules' },
  api: { type: 'array', string: true, describe: 'chat or completions; for one model: LABEL=completions' },
  limit: {
    type: 'string',
    describe: 'N samples of all categories, the same ones each time; first:N; or a 0-based range a-b',
  },
  'sample-id': { type: 'array', string: true, describe: 'only this sample; may be repeated' },
  shard: {
    type: 'string',
    describe: 'one machine’s part: i/N; auto/N in a Slurm array (0 to N-1) or a Kubernetes indexed job',
  },
  repeats: { type: 'number', describe: 'independent answers to each sample' },
  permutations: { type: 'number', describe: 'orders in which the options of each question are shown, such as 4' },
  'pass-at': { type: 'array', number: true, describe: 'pass@k beside pass@1, where the answer is code' },
  check: CHECK_FLAG,
  sandbox: SANDBOX_FLAG,
  ...JUDGE_FLAGS,
  ...GENERATION_FLAGS,
  ...ASKING_FLAGS,
  resume: { type: 'string', describe: 'go on with unfinished runs: the newest, or the folder named' },
  'retry-errors': { type: 'boolean', describe: 'ask only what has no score yet: the same as --resume' },
  json: { type: 'boolean', describe: 'one JSON document on standard output' },
  ...PLACE_FLAGS,
} as const satisfies Record<string, Options>

/** @throws UsageError naming the flag that cannot be meant */
export function sessionPlan(
  args: InferredOptionTypes<typeof RUN_FLAGS>,
  benchmarks: readonly ChosenBenchmark[],
  contestants: readonly Contestant[],
  places: Places,
): SessionPlan & Required<Pick<SessionPlan, 'judging'>> {
  const repeats = wholeNumber('--repeats', args.repeats, { min: 1 })
  const permutations = wholeNumber('--permutations', args.permutations, { min: 1 })
  const passAt = args['pass-at']?.map((k) => wholeNumber('--pass-at', k, { min: 1 }) ?? 1)
  if (args.sandbox !== undefined && !benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('sandbox'))) {
    throw new UsageError(`--sandbox ${args.sandbox}: none of these benchmarks runs programs`)
  }
  const engine = args.sandbox ?? places.config.sandbox
  const isJudged = benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('judge'))
  const judging = judgingFlags(args, isJudged)
  requireJudgePrices(
    judging.specs.map((text) => modelNamed(text, places.config)),
    args['max-cost'],
  )
  return {
    benchmarks,
    contestants,
    places,
    generation: generationFlags(args),
    selection: {
      ...(args.limit !== undefined && { limit: args.limit }),
      ...(args.shard !== undefined && { shard: parseShard(args.shard, process.env) }),
      ...(args['sample-id'] !== undefined && { sampleIds: args['sample-id'] }),
    },
    ...askingOf(args, places.config, contestants),
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
