/** `evalkit run`: each model on each benchmark, and the comparison with the baseline. */
import { benchmarkNamed, protocolNamed } from '../../benchmarks/index.ts'
import { parseShard } from '../../benchmarks/shard.ts'
import { BudgetSpent, EXIT, Interrupted, UsageError } from '../../results/errors.ts'
import { rulesFor } from '../../results/gate/policy.ts'
import type { GatePolicy } from '../../results/gate-schema.ts'
import type { BudgetLimits } from '../budget.ts'
import { defineCommand } from '../command.ts'
import type { Config } from '../config-schema.ts'
import { type Contestant, findContestants } from '../contestants.ts'
import { endWith } from '../failure.ts'
import { JUDGE_FLAGS, judgingFlags } from '../judging-flags.ts'
import { LOG_LEVELS, type LogLevel, type LogOptions } from '../log.ts'
import type { Throttle } from '../models/index.ts'
import { presentRuns } from '../present.ts'
import { isIncomplete } from '../run-lab.ts'
import { type AskedBenchmark, runSession } from '../session.ts'
import {
  CHECK_FLAG,
  findPlaces,
  GENERATION_FLAGS,
  generationFlags,
  number,
  PLACE_FLAGS,
  SANDBOX_FLAG,
  wholeNumber,
} from '../settings.ts'
import { confirm, isInteractive, note } from '../terminal.ts'

export const command = defineCommand({
  usage: 'run <benchmark..>',
  about: 'Run models on benchmarks; with --baseline, compare them with it.',
  positionals: { benchmark: { type: 'string', array: true, describe: 'see: evalkit list benchmarks' } },
  flags: {
    model: { type: 'array', string: true, describe: '[label=]provider/model[@URL], or a name from the config' },
    baseline: { type: 'string', describe: 'the model to compare with, in the same form' },
    protocol: { type: 'string', describe: 'how it is asked and scored; see: evalkit list protocols' },
    rule: { type: 'string', describe: 'extraction rule for the headline; see: evalkit list rules' },
    api: { type: 'array', string: true, describe: 'chat or completions; for one model: LABEL=completions' },
    limit: { type: 'string', describe: 'the first N samples, or a 0-based range a-b' },
    'sample-id': { type: 'array', string: true, describe: 'only this sample; may be repeated' },
    shard: {
      type: 'string',
      describe: 'one machine’s part: i/N; auto in a Slurm array, auto/N in a Kubernetes indexed job',
    },
    repeats: { type: 'number', describe: 'independent answers to each sample' },
    permutations: { type: 'number', describe: 'orders in which the options of each question are shown, such as 4' },
    'pass-at': { type: 'array', number: true, describe: 'pass@k beside pass@1, where the answer is code' },
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
    ...JUDGE_FLAGS,
    'max-connections': { type: 'number', describe: 'requests in flight at most  [found out as the run goes]' },
    rpm: { type: 'number', describe: 'requests a minute at most' },
    tpm: { type: 'number', describe: 'tokens a minute at most, of prompts and replies' },
    ...GENERATION_FLAGS,
    stream: { type: 'boolean', describe: 'ask for replies word by word; records the time to the first' },
    batch: { type: 'boolean', describe: 'ask by OpenAI’s batch API: half the price, within a day' },
    timeout: { type: 'number', describe: 'seconds for one reply  [600]' },
    'max-retries': { type: 'number', describe: 'further tries of a request that failed  [8]' },
    'max-downtime': { type: 'number', describe: 'seconds a server may be down before the run is given up  [900]' },
    'model-version': { type: 'string', describe: 'tells apart checkpoints behind one address' },
    'max-cost': { type: 'number', describe: 'stop when so much is spent, by the prices of the config' },
    'max-tokens-total': { type: 'number', describe: 'stop when so many tokens are spent, prompts and replies' },
    'max-time': { type: 'number', describe: 'stop after so many seconds' },
    cache: { type: 'boolean', describe: 'keep replies across runs, by --model-version; ask only what is not there' },
    'cache-only': { type: 'boolean', describe: 'take replies from the cache and ask nothing' },
    gate: { type: 'boolean', describe: 'decide by the config’s margins whether models are no worse than the baseline' },
    resume: { type: 'string', describe: 'go on with unfinished runs: the newest, or the folder named' },
    'log-level': {
      choices: LOG_LEVELS,
      describe: 'JSON lines on standard error, or in --log-file: debug has each reply',
    },
    'log-file': { type: 'string', describe: 'where the JSON lines go  [level: info]' },
    'retry-errors': { type: 'boolean', describe: 'ask only what has no score yet: the same as --resume' },
    'fail-on-error': { type: 'string', describe: 'unscored trials put up with: a number, or a share like 1%  [0]' },
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  optionalValues: ['resume'],
  examples: [
    ['evalkit run gsm8k --model vllm/my-sft@http://localhost:8000/v1', 'one model'],
    ['evalkit run gsm8k --baseline base=vllm/b@http://gpu:8000/v1 --model sft=vllm/s@http://gpu:8001/v1', 'compare'],
    ['evalkit run mt-bench --model vllm/my-sft@http://localhost:8000/v1 --judge openai/gpt-4.1', 'rated by a judge'],
    ['evalkit run gsm8k --protocol lm-eval --api base=completions --baseline … --model …', 'a base model, as such'],
  ],

  async run(args) {
    const places = await findPlaces(args)
    const allowed = readAllowance(args['fail-on-error'])
    const repeats = wholeNumber('--repeats', args.repeats, { min: 1 })
    const permutations = wholeNumber('--permutations', args.permutations, { min: 1 })
    const timeout = number('--timeout', args.timeout, { min: 0.001 })
    const retries = wholeNumber('--max-retries', args['max-retries'], { min: 0 })
    const downtime = number('--max-downtime', args['max-downtime'], { min: 0 })
    const passAt = args['pass-at']?.map((k) => wholeNumber('--pass-at', k, { min: 1 }) ?? 1)
    const contestants = findContestants(args, places.config)

    const benchmarks = [...new Set(args.benchmark ?? [])].map((name) => {
      const benchmark = benchmarkNamed(name)
      return { benchmark, ...protocolNamed(benchmark, args.protocol) }
    })
    if (args.sandbox !== undefined && !benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('sandbox'))) {
      throw new UsageError(`--sandbox ${args.sandbox}: none of these benchmarks runs programs`)
    }
    const policy = args.gate ? requirePolicy(args.baseline, benchmarks, places.config) : undefined
    const engine = args.sandbox ?? places.config.sandbox
    const isJudged = benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('judge'))

    const session = await runSession({
      benchmarks,
      contestants,
      places,
      generation: generationFlags(args),
      selection: {
        ...(args.limit !== undefined && { limit: args.limit }),
        ...(args.shard !== undefined && { shard: parseShard(args.shard, process.env) }),
        ...(args['sample-id'] !== undefined && { sampleIds: args['sample-id'] }),
      },
      throttle: throttleOf(args, places.config),
      judging: judgingFlags(args, isJudged),
      ...(repeats !== undefined && { repeats }),
      ...(permutations !== undefined && { permutations }),
      ...(args.rule !== undefined && { rule: args.rule }),
      ...(args.check !== undefined && { check: args.check }),
      ...(engine !== undefined && { engine }),
      ...(passAt !== undefined && { passAt }),
      ...(args.batch !== undefined && { batch: args.batch }),
      ...(args.stream !== undefined && { stream: args.stream }),
      ...(timeout !== undefined && { timeoutMs: 1000 * timeout }),
      ...(retries !== undefined && { maxRetries: retries }),
      ...(downtime !== undefined && { maxDowntimeMs: 1000 * downtime }),
      ...logOptions(args['log-level'], args['log-file']),
      budget: budgetOf(args, contestants),
      ...((args.cache || args['cache-only']) && { cache: { only: args['cache-only'] === true } }),
      ...(args['retry-errors'] && { resume: '' }),
      ...(args.resume !== undefined && { resume: args.resume }),
      ...(isInteractive() && args.json !== true && { confirm }),
    })

    const baseline = contestants.find((contestant) => contestant.isBaseline)?.spec.label
    const failure = withResumeHint(session.failure)
    const code = await presentRuns(session.runs, {
      json: args.json === true,
      ...(baseline !== undefined && { baseline: { label: baseline } }),
      ...(failure !== undefined && { failure }),
      ...(policy !== undefined && failure === undefined && { gate: { policy, runsDir: places.runsDir } }),
    })
    if (failure !== undefined) return endWith(failure)
    // A gate bounds what is unscored by itself, unless a flag says how much is put up with.
    if (policy !== undefined && args['fail-on-error'] === undefined) return code
    if (!session.runs.some(({ summary }) => isIncomplete(summary, allowed))) return code
    note(`Some trials have no score, so the run is incomplete. Ask only those again: ${resumeCommand()}`)
    return EXIT.incomplete
  },
})

/** @throws UsageError, before anything is asked, for what no gate could decide */
function requirePolicy(
  baseline: string | undefined,
  asked: readonly AskedBenchmark[],
  { gate: policy = {} }: Config,
): GatePolicy {
  if (baseline === undefined) {
    throw new UsageError('--gate: there is no baseline to gate against', { hint: 'Name it with --baseline.' })
  }
  for (const { benchmark, protocol } of asked) {
    const [min, max] = protocol.scorer.range
    rulesFor(benchmark.name, protocol.repeats ?? 1, [min, max], policy)
  }
  return policy
}

/** Runs that were stopped can be gone on with. */
function withResumeHint(failure: unknown): unknown {
  if (!(failure instanceof Interrupted || failure instanceof BudgetSpent)) return failure
  const Kind = failure instanceof Interrupted ? Interrupted : BudgetSpent
  return new Kind(failure.message, { hint: `Go on with: ${resumeCommand()}` })
}

/** The command that was given, made to go on where it stopped. */
function resumeCommand(): string {
  const words = process.argv.slice(2)
  const at = words.findIndex((word) => word === '--resume' || word.startsWith('--resume='))
  const hasValue = words[at] === '--resume' && at + 1 < words.length && !words[at + 1]?.startsWith('-')
  if (at !== -1) words.splice(at, hasValue ? 2 : 1)
  return ['evalkit', ...words.map(quoted), '--resume'].join(' ')
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

interface ThrottleArguments {
  readonly 'max-connections': number | undefined
  readonly rpm: number | undefined
  readonly tpm: number | undefined
}

function throttleOf(args: ThrottleArguments, config: Config): Throttle {
  const connections = wholeNumber('--max-connections', args['max-connections'], { min: 1 }) ?? config.maxConnections
  const requestsPerMinute = number('--rpm', args.rpm, { min: 0.001 })
  const tokensPerMinute = number('--tpm', args.tpm, { min: 1 })
  return {
    ...(connections !== undefined && { connections }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
  }
}

function logOptions(level: LogLevel | undefined, file: string | undefined): { log?: LogOptions } {
  if (level === undefined && file === undefined) return {}
  return { log: { level: level ?? 'info', ...(file !== undefined && { file }) } }
}

interface BudgetArguments {
  readonly 'max-cost': number | undefined
  readonly 'max-tokens-total': number | undefined
  readonly 'max-time': number | undefined
}

/** @throws UsageError for a bound on the cost where a price is unknown */
function budgetOf(args: BudgetArguments, contestants: readonly Contestant[]): BudgetLimits {
  const maxCost = number('--max-cost', args['max-cost'], { min: 0 })
  const maxTokens = number('--max-tokens-total', args['max-tokens-total'], { min: 1 })
  const maxTime = number('--max-time', args['max-time'], { min: 0.001, max: LONGEST_S })
  const priceless = contestants.find(({ price, spec }) => price === undefined && !isLocal(spec.provider))
  if (maxCost !== undefined && priceless !== undefined) {
    throw new UsageError(`--max-cost: the price of ${priceless.spec.name} is not known`, {
      hint: `Add to the config file: prices: { ${JSON.stringify(priceless.spec.name)}: { input: 0.5, output: 1.5 } }, per million tokens.`,
    })
  }
  return {
    ...(maxCost !== undefined && { maxCost }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxTime !== undefined && { maxTimeMs: 1000 * maxTime }),
  }
}

/** Costs nothing but time. */
const isLocal = (provider: string) => provider === 'gguf' || provider === 'replay'

/** Longer than any timer of Node's can run. */
const LONGEST_S = 2 ** 31 / 1000 - 1

/** Reads `3`, `0.01` or `1%` of all trials. @throws UsageError for anything else */
export function readAllowance(text: string | undefined): (trials: number) => number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text ?? '0') ?? []
  if (digits === undefined) {
    throw new UsageError(`--fail-on-error ${text}: neither a number nor a share`, { hint: 'Write 3, 0.01 or 1%.' })
  }
  const value = Number(digits)
  if (percent) return (trials) => (value / 100) * trials
  return digits.includes('.') ? (trials) => value * trials : () => value
}
