import { defineCommand, inGroup } from '../../options/command.ts'
import { ACCEPT_FLAG, BASELINES_FLAG, LOOKS_FLAG } from '../../options/flags/comparison.ts'
import { BENCHMARK_POSITIONAL, RUN_FLAGS } from '../../options/flags/runs.ts'
import { TRACKER_FLAGS } from '../../options/flags/trackers.ts'

const {
  model: _model,
  step: _step,
  series: _series,
  shard: _shard,
  resume: _resume,
  'retry-errors': _retryErrors,
  'model-version': _modelVersion,
  batch: _batch,
  ...SHARED_FLAGS
} = RUN_FLAGS

/** `evalkit watch` on the command line. */
export const command = defineCommand({
  usage: 'watch <out> <benchmark..>',
  about:
    'Evaluate the checkpoints that a trainer writes to a folder, each once, as soon as it is complete. Started again, it goes on where it was.',
  positionals: {
    out: {
      type: 'string',
      describe: 'folder that the trainer writes to; of several series in it, one: "out/checkpoint-*"',
    },
    benchmark: BENCHMARK_POSITIONAL,
  },
  flags: {
    ...inGroup('Checkpoints', {
      every: { type: 'number', value: 'STEPS', describe: 'only steps that are multiples of this; and final weights' },
      'newest-first': {
        type: 'boolean',
        describe: 'evaluate the newest queued checkpoint first (default: the oldest, which the trainer deletes first)',
      },
      keep: {
        type: 'number',
        value: 'N',
        describe: 'queued checkpoints to keep by hard links, should the trainer delete them (default: 3)',
      },
      series: {
        type: 'string',
        value: 'NAME',
        describe: 'name of the training run, for evalkit curve (default: the name of its folder)',
      },
      once: { type: 'boolean', describe: 'evaluate what is complete now, and end' },
      until: {
        type: 'string',
        value: 'STEP|idle',
        describe:
          'end after this step, or after 30 minutes without a change (idle; idle:90 for 90); default: when training has finished',
      },
      'keep-going': { type: 'boolean', describe: 'go on with the next checkpoint where one cannot be evaluated' },
      candidates: {
        type: 'number',
        value: 'N',
        describe: 'with --limit: at the end, evaluate the N best of each benchmark on all samples',
      },
    }),
    ...SHARED_FLAGS,
    ...inGroup('Comparison and gate', {
      baseline: {
        type: 'array',
        string: true,
        value: 'BASELINE',
        describe:
          'stored baseline (@main), model to run first (a SPEC), or runs to compare with, one for each benchmark',
      },
      baselines: BASELINES_FLAG,
      accept: ACCEPT_FLAG,
      gate: { type: 'boolean', describe: 'decide by margins whether each checkpoint is no worse than the baseline' },
      exit: {
        choices: ['newest', 'worst'],
        describe:
          'whose verdict is the exit code: of the checkpoint with the highest step, or the worst (default: newest)',
      },
      looks: LOOKS_FLAG,
    }),
    ...TRACKER_FLAGS,
  },
  examples: [
    ['evalkit watch out gsm8k --serve vllm --baseline ./base --limit 200', 'beside training'],
    ['evalkit watch out gsm8k --baseline @main --limit 200', 'GGUF files, in this process'],
    ['evalkit watch out gsm8k --serve vllm --baseline @main --gate --once', 'in CI or cron: what is there now'],
    ['evalkit watch out gsm8k --serve vllm --limit 200 --candidates 3', 'at the end, the best on all samples'],
    ['evalkit watch "out/step-*.gguf" gsm8k --until idle', 'one of several series; GGUF files in this process'],
  ],
})
