/** `evalkit compare`: compares finished runs with their baseline. */

import type { ExitCode } from '../../results/errors.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findLocations, noteConfigFile } from '../options/settings.ts'
import { compareOptions, openFolders } from '../reporting/compared-folders.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { publishedNamed } from '../reporting/reference.ts'
import type { command } from './declarations/compare.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  if (args.verbose) noteConfigFile(await findLocations({ ...args, 'data-dir': undefined }))
  const { runs, baseline } = await openFolders('compare', args)
  return presentRuns(runs, {
    json: args.json === true,
    verbose: args.verbose,
    baseline,
    published: publishedNamed(args.reference),
    ...(await compareOptions(args)),
  })
}
