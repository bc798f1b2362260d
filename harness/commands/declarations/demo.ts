import { defineCommand } from '../../options/command.ts'
import { LIMIT_FLAG } from '../../options/flags/runs.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

/** `evalkit demo` on the command line. */
export const command = defineCommand({
  usage: 'demo',
  about:
    'Compare three tiny models on 200 word problems, on this machine. The models (5.5 MB) ship with evalkit: no API key and no server are needed.',
  positionals: {},
  flags: {
    limit: { ...LIMIT_FLAG, describe: 'use fewer of the 200 problems' },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [['evalkit demo --limit 20', 'a quick look']],
})
