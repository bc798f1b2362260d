/** `evalkit run`: each model on each benchmark, and the comparison with the baseline. */
import { parseShard } from '../../benchmarks/shard.ts'
import { chooseBenchmarks } from '../../benchmarks/suites.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { rulesFor } from '../../results/gate/policy.ts'
import type { GatePolicy } from '../../results/gate-schema.ts'
import { ASKING_FLAGS, askingOf, readAllowance } from '../asking-flags.ts'
import { defineCommand } from '../command.ts'
import type { Config } from '../config-schema.ts'
import { findContestants } from '../contestants.ts'
import { endWith } from '../failure.ts'
import { JUDGE_FLAGS, judgingFlags } from '../judging-flags.ts'
import { presentRuns } from '../present.ts'
import { publishedNamed, REFERENCE_FLAG } from '../reference.ts'
import { resumeCommand, withResumeHint } from '../resume-command.ts'
import { isIncomplete } from '../run-lab.ts'
import { judgeAllPairs, PAIRWISE, requirePairs } from '../run-pairs.ts'
import { type AskedBenchmark, runSession } from '../session.ts'
import {
  CHECK_FLAG,
  findPlaces,
  GENERATION_FLAGS,
  generationFlags,
  PLACE_FLAGS,
  SANDBOX_FLAG,
  wholeNumber,
} from '../settings.ts'
import { confirm, isInteractive, note } from '../terminal.ts'

export const command = defineCommand({
  usage: 'run <benchmark..>',
  about: 'Run models on benchmarks; with --baseline, compare them with it.',
  positionals: {
    benchmark: { type: 'string', array: true, describe: 'see: evalkit list benchmarks; all, paper: the five' },
  },
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
    ...GENERATION_FLAGS,
    ...ASKING_FLAGS,
    gate: { type: 'boolean', describe: 'decide by the config’s margins whether models are no worse than the baseline' },
    resume: { type: 'string', describe: 'go on with unfinished runs: the newest, or the folder named' },
    'retry-errors': { type: 'boolean', describe: 'ask only what has no score yet: the same as --resume' },
    reference: REFERENCE_FLAG,
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
    const passAt = args['pass-at']?.map((k) => wholeNumber('--pass-at', k, { min: 1 }) ?? 1)
    const contestants = findContestants(args, places.config)

    const inPairs = args.protocol === PAIRWISE
    const benchmarks = chooseBenchmarks(args.benchmark ?? [], inPairs ? undefined : args.protocol)
    if (inPairs) requirePairs(benchmarks, args.baseline)
    const published = publishedNamed(args.reference)
    if (args.sandbox !== undefined && !benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('sandbox'))) {
      throw new UsageError(`--sandbox ${args.sandbox}: none of these benchmarks runs programs`)
    }
    const policy = args.gate ? requirePolicy(args.baseline, benchmarks, places.config) : undefined
    const engine = args.sandbox ?? places.config.sandbox
    const isJudged = benchmarks.some(({ protocol }) => protocol.scorer.needs.includes('judge'))

    const judging = judgingFlags(args, isJudged)
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
    })

    const baseline = contestants.find((contestant) => contestant.isBaseline)?.spec.label
    const failure = withResumeHint(session.failure)
    const pairs =
      inPairs && failure === undefined ? await judgeAllPairs(session.runs, benchmarks, baseline, judging, places) : []
    const code = await presentRuns([...session.runs, ...pairs], {
      json: args.json === true,
      published,
      ...(baseline !== undefined && { baseline: { label: baseline } }),
      ...(failure !== undefined && { failure }),
      ...(policy !== undefined && failure === undefined && { gate: { policy, runsDir: places.runsDir } }),
    })
    if (failure !== undefined) return endWith(failure)
    // A gate bounds what is unscored by itself, unless a flag says how much is put up with.
    if (policy !== undefined && args['fail-on-error'] === undefined) return code
    if (![...session.runs, ...pairs].some(({ summary }) => isIncomplete(summary, allowed))) return code
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
