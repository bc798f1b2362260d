/** `evalkit verify`: checks that the files of run folders agree with each other. */
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { openRun } from '../../results/store/read.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { foldersNamed } from '../options/run-names.ts'
import { findRunLocations, isReference, withoutStrays } from '../options/run-references.ts'
import { verifiedText, verifyRun } from '../reporting/verify-run.ts'
import type { command } from './declarations/verify.ts'

export async function run({ run: named = [], json, ...places }: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const reference = named.find(isReference)
  if (reference !== undefined) {
    throw new UsageError(`verify ${reference}: a stored baseline is checked whenever it is read`, {
      hint: 'Name run folders. See: evalkit list runs',
    })
  }
  const { runsDir } = await findRunLocations({ ...places, baselines: undefined })
  const verified = []
  for (const text of await withoutStrays(named)) {
    for (const folder of await foldersNamed(text, runsDir)) verified.push(await verifyRun(await openRun(folder)))
  }
  print(json ? jsonText({ schemaVersion: SCHEMA_VERSION, runs: verified }, 2) : drawn(verified, verifiedText))
  return verified.every(({ holds }) => holds) ? EXIT.ok : EXIT.usage
}
