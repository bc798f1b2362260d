import { defineCommand, inGroup } from '../../options/command.ts'
import { BASELINES_FLAG } from '../../options/flags/comparison.ts'
import { JUDGE_FLAGS } from '../../options/flags/judges.ts'
import {
  BENCHMARK_POSITIONAL,
  LIMIT_FLAG,
  MODEL_FLAG,
  PROTOCOL_FLAG,
  REPEATS_FLAG,
  SERVE_FLAGS,
} from '../../options/flags/runs.ts'
import { GENERATION_FLAGS, JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

const { 'judge-connections': _connections, 'judge-template': _template, ...judgeFlags } = JUDGE_FLAGS

/** `evalkit plan` on the command line. */
export const command = defineCommand({
  usage: 'plan <benchmark..>',
  about:
    'Estimate the requests, tokens, cost, time and statistical power of a run. Sends no request.\n' +
    'How often equal models disagree is assumed, or measured from two old runs.',
  positionals: { benchmark: BENCHMARK_POSITIONAL },
  flags: {
    ...inGroup('What to run', {
      model: { ...MODEL_FLAG, describe: 'in the form of run --model (default: a baseline and one model)' },
      baseline: {
        type: 'string',
        value: 'SPEC|@NAME',
        describe: 'model to compare with, which is run as well; a stored @NAME is not',
      },
      ...SERVE_FLAGS,
      protocol: PROTOCOL_FLAG,
      limit: LIMIT_FLAG,
      repeats: REPEATS_FLAG,
    }),
    ...inGroup('Requests', {
      'max-connections': { type: 'number', describe: 'requests in flight (default: 64)' },
      latency: { type: 'number', value: 'SECONDS', describe: 'time of one reply (default: 10)' },
      'output-tokens': { type: 'number', describe: 'tokens of one reply (default: the maximum)' },
    }),
    ...judgeFlags,
    ...GENERATION_FLAGS,
    ...inGroup('Comparison and gate', {
      discordance: {
        type: 'number',
        value: 'SHARE',
        describe: 'share of samples that only one of two equal models solves',
      },
      deviation: { type: 'number', describe: 'standard deviation of the difference of two ratings of one sample' },
      power: {
        type: 'number',
        value: 'SHARE',
        describe: 'chance that an equal model passes every benchmark, which a design must reach (default: 0.8)',
      },
      from: {
        type: 'array',
        string: true,
        value: 'RUN RUN',
        describe: 'two old runs of a benchmark, to measure disagreement and the size of replies',
      },
      noise: {
        type: 'array',
        string: true,
        value: 'RUN RUN',
        describe: 'runs of one model, to measure how much its replies vary; see evalkit noise',
      },
      baselines: BASELINES_FLAG,
    }),
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  pairedValues: ['from', 'noise'],
  examples: [
    ['evalkit plan all --baseline base --model sft --judge openai/gpt-4.1', 'the seven benchmarks of the paper'],
    ['evalkit plan gpqa-diamond --repeats 8 --temperature 0.6', 'whether repeats help'],
    ['evalkit plan gsm8k --from BASE-RUN SFT-RUN', 'with disagreement measured from two old runs'],
    ['evalkit plan gsm8k --repeats 4 --noise RUN SAME-MODEL-AGAIN', 'with measured noise'],
  ],
})
