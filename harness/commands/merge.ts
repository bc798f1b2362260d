/** `evalkit merge`: merges the parts of a sharded run into one run. */
import { EXIT, type ExitCode } from '../../results/errors.ts'
import { openRun } from '../../results/store/read.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { folderNamed } from '../options/run-names.ts'
import { findLocations } from '../options/settings.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { mergeRuns } from '../runs/merge.ts'
import { newGroup } from '../runs/prepare.ts'
import type { command } from './declarations/merge.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations(args)
  const folders = await Promise.all((args.run ?? []).map((run) => folderNamed(run, locations.runsDir)))
  const stored = await Promise.all(folders.map((folder) => openRun(folder)))
  const run = await mergeRuns(stored, {
    runsDir: locations.runsDir,
    group: newGroup(),
    ...(args.output !== undefined && { output: args.output }),
  })
  await presentRuns([run], { json: args.json === true })
  return EXIT.ok
}
