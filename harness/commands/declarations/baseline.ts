import { defineCommand, inGroup } from '../../options/command.ts'
import { BASELINES_FLAG } from '../../options/flags/comparison.ts'
import { BENCHMARK_POSITIONAL, RUN_FLAGS } from '../../options/flags/runs.ts'

export const ACTIONS = ['set', 'list', 'show', 'remove'] as const

/** `evalkit baseline` on the command line. */
export const command = defineCommand({
  usage: 'baseline <action> [name] [benchmark..]',
  about:
    'Save runs as a named baseline in a file you commit. Commands that take runs accept @NAME.\n' +
    'set runs the model again, since the best of many old runs is hard to match; --from takes a finished run instead.',
  positionals: {
    action: { type: 'string', values: ACTIONS, describe: 'set, list, show or remove' },
    name: { type: 'string', describe: 'name of the baseline: letters, digits, and . _ -' },
    benchmark: { ...BENCHMARK_POSITIONAL, describe: 'benchmarks to run or to remove, see evalkit list benchmarks' },
  },
  flags: {
    ...RUN_FLAGS,
    ...inGroup('What to run', {
      from: {
        type: 'array',
        string: true,
        value: 'RUN',
        describe: 'save this finished run instead of running the model; it is marked as such',
      },
      anchor: {
        type: 'boolean',
        describe: 'save a fixed anchor that stays when the baseline moves, to show slow decline',
      },
    }),
    baselines: BASELINES_FLAG,
  },
  optionalValues: ['resume'],
  examples: [
    ['evalkit baseline set main gsm8k humaneval --model vllm/sft@http://gpu:8000/v1', 'run a model and save it'],
    ['evalkit baseline set main --from RUN --anchor', 'save a finished run as the anchor'],
    ['evalkit gate @main NEW-RUN', 'gate without the old run folder'],
    ['evalkit run gsm8k --model NEW --baseline @main --gate', 'run and gate in one command'],
  ],
})
