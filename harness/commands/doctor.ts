/** `evalkit doctor`: checks that everything in the config and the environment works on this machine. */

import { EXIT, type ExitCode } from '../../results/errors.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { checkData } from '../doctor/data.ts'
import { checkConfig, checkFolders, checkMachine } from '../doctor/machine.ts'
import { checkSandboxes, checkWorkers } from '../doctor/sandbox.ts'
import { checkKeys, checkLocalServers, checkModels } from '../doctor/servers.ts'
import { doctorText } from '../doctor/text.ts'
import { asInvoked } from '../lib/invocation.ts'
import { print, textOptions } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { locationsOf } from '../options/settings.ts'
import type { command } from './declarations/doctor.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { check, config } = await checkConfig(args.config)
  const locations = locationsOf(args, config)
  const checks = [
    ...checkMachine(),
    check,
    ...(await checkFolders(locations)),
    ...(await checkData(locations.data)),
    ...(await checkSandboxes(config.sandbox, locations.data.cacheDir)),
    await checkWorkers(),
    ...checkKeys(process.env),
    ...(await checkModels(config, process.env, args.servers === true)),
    ...(await checkLocalServers(process.env)),
  ]
  const isFine = checks.every(({ status }) => status !== 'problem')
  print(
    args.json
      ? jsonText({ schemaVersion: SCHEMA_VERSION, ok: isFine, checks }, 2)
      : asInvoked(drawn(checks, (checks) => doctorText(checks, textOptions()))),
  )
  return isFine ? EXIT.ok : EXIT.usage
}
