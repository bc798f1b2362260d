import { defineCommand, inGroup } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS, SHOW_PROTECTED_FLAG } from '../../options/flags/shared.ts'

export const BENCHMARK_ACTIONS = ['check', 'init'] as const

/** `evalkit benchmark` on the command line. */
export const command = defineCommand({
  usage: 'benchmark <action> <file>',
  about:
    'Benchmarks of your own: write a first declaration for a file of samples, and check one before it is run.\n' +
    'init writes NAME.benchmark.yaml beside the data. check validates it, shows three prompts, tries the scorer on the right answers, and looks ' +
    'for duplicates, prompts that are too long, and samples in training data. No model is sent anything.',
  positionals: {
    action: { type: 'string', values: BENCHMARK_ACTIONS, describe: 'check or init' },
    file: { type: 'string', describe: 'check: NAME.benchmark.yaml, or the name; init: the data' },
  },
  flags: {
    ...inGroup('What to run', {
      context: { type: 'number', value: 'TOKENS', describe: 'check: size of the model’s context' },
      train: { type: 'array', string: true, value: 'FILE', describe: 'check: training data to search for the samples' },
    }),
    'show-protected': SHOW_PROTECTED_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit benchmark init tickets.jsonl', 'write tickets.benchmark.yaml'],
    ['evalkit benchmark check tickets.benchmark.yaml', 'before the first run'],
    ['evalkit benchmark check tickets --context 4096 --train sft.jsonl', 'prompt lengths and overlap, too'],
  ],
})
