import { defineCommand } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

export const ACTIONS = ['stats', 'prune']

/** `evalkit cache` on the command line. */
export const command = defineCommand({
  usage: 'cache <action>',
  about:
    'Show what is kept across runs, which is replies (--cache) and imported logs of other tools, or drop old ones.',
  positionals: { action: { type: 'string', values: ACTIONS, describe: 'stats or prune' } },
  flags: {
    'older-than': { type: 'number', value: 'DAYS', describe: 'prune: drop what is older than this (default: 30)' },
    model: { type: 'string', value: 'NAME', describe: 'prune: only what is of this model, by its name at the server' },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit cache stats', 'number of replies by model and version, and of imported logs'],
    ['evalkit cache prune --older-than 0', 'drop everything'],
  ],
})
