/** `evalkit import`: reads logs of other tools into run folders. */
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { jsonText } from '../../results/words/drawn.ts'
import { importRun, prepareImport } from '../interop/import/import-run.ts'
import { importText } from '../interop/import/import-text.ts'
import { labelOf } from '../interop/import/labels.ts'
import type { ForeignRun } from '../interop/read/foreign.ts'
import { foreignRuns } from '../interop/read/tools.ts'
import { asInvoked } from '../lib/invocation.ts'
import { print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findLocations } from '../options/settings.ts'
import type { command } from './declarations/import.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { path: paths = [], filter, metric, label } = args
  const { data, ...locations } = await findLocations(args)
  const runsDir = args.output ?? locations.runsDir
  const found = []
  for (const path of paths) found.push(...(await foreignRuns(path, { filter, metric })))
  requireOneModel(label, found)
  const runs: FinishedRun[] = []
  for (const run of found) {
    runs.push(await importRun(await prepareImport(run, { data, label: label ?? labelOf(run.model.name) }), runsDir))
  }
  print(args.json ? document(runs) : asInvoked(importText(runs)))
  return EXIT.ok
}

/** @throws UsageError where runs of several models would get one label */
function requireOneModel(label: string | undefined, runs: readonly ForeignRun[]): void {
  const models = [...new Set(runs.map(({ model }) => model.name))]
  if (label === undefined || models.length < 2) return
  throw new UsageError(`--label ${label}: the logs are of ${models.length} models: ${models.join(', ')}`, {
    hint: 'Import each model by itself, or leave --label out.',
  })
}

const document = (runs: readonly FinishedRun[]) =>
  jsonText(
    {
      schemaVersion: SCHEMA_VERSION,
      runs: runs.map(({ folder, manifest, summary }) => ({ run: folder, manifest, summary })),
    },
    2,
  )
