/** `evalkit noise`: measures how much a model's replies vary, from stored runs. */

import { EXIT, type ExitCode } from '../../results/errors.ts'
import { noiseText } from '../../results/report/noise.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { print, textOptions } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findRunLocations, openRuns } from '../options/run-references.ts'
import { measureNoise } from '../reporting/measured-noise.ts'
import type { command } from './declarations/noise.ts'

export async function run({ run = [], json, ...places }: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const found = await measureNoise(await openRuns(run, await findRunLocations(places)))
  print(
    json
      ? jsonText({ schemaVersion: SCHEMA_VERSION, noise: found }, 2)
      : drawn(found, (found) => noiseText(found, textOptions())),
  )
  return EXIT.ok
}
