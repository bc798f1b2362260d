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
  flags: { json: JSON_FLAG, ...LOCATION_FLAGS },
  examples: [
    ['evalkit list runs', 'run folders, oldest first'],
    ['evalkit list protocols', 'how each benchmark can be run'],
  ],
})
