import { defineCommand } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

/** `evalkit doctor` on the command line. */
export const command = defineCommand({
  usage: 'doctor',
  about:
    'Check Node, the config file, folders, data files, sandbox engines, API keys and model servers, and say what to do. ' +
    'Downloads nothing, and sends hosted providers nothing unless --servers is given.\n' +
    'Exit codes: 0 no problem, 2 something that the config or the environment names does not work.',
  positionals: {},
  flags: {
    servers: {
      type: 'boolean',
      describe: 'also contact hosted providers that the config names: one request for the list of models, with the key',
    },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit doctor', 'before the first run, or when something fails'],
    ['evalkit doctor --servers --json', 'all servers of the config, for a program'],
  ],
})
