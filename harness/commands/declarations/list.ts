import { defineCommand } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

export const LIST_NAMES = ['benchmarks', 'protocols', 'rules', 'models', 'runs'] as const

/** `evalkit list` on the command line. */
export const command = defineCommand({
  usage: 'list <what>',
  about: `List ${LIST_NAMES.join(', ')}.`,
  positionals: {
    what: { type: 'string', values: LIST_NAMES, describe: `one of ${LIST_NAMES.join(', ')}` },
  },
  flags: {
    model: { type: 'string', value: 'LABEL', describe: 'runs: only of this model' },
    benchmark: { type: 'string', value: 'NAME', describe: 'runs: only of this benchmark' },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit list runs', 'runs, oldest first; other commands take their numbers and labels'],
    ['evalkit list runs --model sft --benchmark gsm8k', 'only some of them'],
    ['evalkit list protocols', 'how each benchmark can be run'],
  ],
})
