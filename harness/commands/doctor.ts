/** `evalkit doctor`: does everything that the config and the environment name work on this machine? */
import { EXIT } from '../../results/errors.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { checkData } from '../doctor/data.ts'
import { checkConfig, checkFolders, checkMachine } from '../doctor/machine.ts'
import { checkSandboxes } from '../doctor/sandbox.ts'
import { checkKeys, checkLocalServers, checkModels } from '../doctor/servers.ts'
import { doctorText } from '../doctor/text.ts'
import { asInvoked } from '../lib/invocation.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS, locationsOf } from '../options/settings.ts'

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

  async run(args) {
    const { check, config } = await checkConfig(args.config)
    const locations = locationsOf(args, config)
    const checks = [
      ...checkMachine(),
      check,
      ...(await checkFolders(locations)),
      ...(await checkData(locations.data)),
      ...(await checkSandboxes(config.sandbox, locations.data.cacheDir)),
      ...checkKeys(process.env),
      ...(await checkModels(config, process.env, args.servers === true)),
      ...(await checkLocalServers(process.env)),
    ]
    const isFine = checks.every(({ status }) => status !== 'problem')
    print(
      args.json
        ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ok: isFine, checks }, null, 2)
        : asInvoked(doctorText(checks, textOptions())),
    )
    return isFine ? EXIT.ok : EXIT.usage
  },
})
