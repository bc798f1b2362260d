/** `evalkit gate`: gates finished runs by the policy of the config; the exit code is the verdict. */

import type { ExitCode } from '../../results/errors.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findLocations, noteConfigFile } from '../options/settings.ts'
import { compareOptions, openFolders, requireOneBaseline } from '../reporting/compared-folders.ts'
import { gatePolicy } from '../reporting/gate-policy.ts'
import { ledgerLocations } from '../reporting/look-ledger.ts'
import { presentRuns } from '../reporting/print-results.ts'
import type { command } from './declarations/gate.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations({ ...args, 'data-dir': undefined })
  if (args.verbose) noteConfigFile(locations)
  const policy = await gatePolicy(locations.config, args.policy)
  const { runs, baseline } = await openFolders('gate', args)
  requireOneBaseline(runs, baseline)
  return presentRuns(runs, {
    json: args.json === true,
    verbose: args.verbose,
    baseline,
    gate: { policy, ...ledgerLocations(args, locations), spendsLook: true },
    ...(await compareOptions(args, policy)),
  })
}
