import { defineCommand } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

export const ACTIONS = ['stats', 'prune']

/** `evalkit cache` on the command line. */
export const command = defineCommand({
  usage: 'cache <action>',
  about: 'Show how many replies --cache keeps across runs, or drop old ones.',
  positionals: { action: { type: 'string', values: ACTIONS, describe: 'stats or prune' } },
  flags: {
    'older-than': { type: 'number', value: 'DAYS', describe: 'prune: drop replies older than this (default: 30)' },
    model: { type: 'string', value: 'NAME', describe: 'prune: only replies of this model, by its name at the server' },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit cache stats', 'number of replies by model and version'],
    ['evalkit cache prune --older-than 0', 'drop everything'],
  ],
})
