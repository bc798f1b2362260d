/** `evalkit noise`: measures how much a model's replies vary, from stored runs. */
import { EXIT } from '../../results/errors.ts'
import { noiseText } from '../../results/report/noise.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'
import { BASELINES_FLAG, openRuns } from '../options/run-references.ts'
import { JSON_FLAG } from '../options/settings.ts'
import { RUNS_POSITIONAL } from '../reporting/compared-folders.ts'
import { measureNoise } from '../reporting/measured-noise.ts'

export const command = defineCommand({
  usage: 'noise <run..>',
  about:
    'Show how much a model’s replies to the same samples vary, from runs with repeats or from the same run made twice. Sends no request.\n' +
    'At temperature 0 the variation is the server’s own noise.',
  positionals: RUNS_POSITIONAL,
  flags: {
    baselines: BASELINES_FLAG,
    json: JSON_FLAG,
  },
  examples: [
    ['evalkit noise RUN SAME-MODEL-AGAIN', 'two runs of one model with the same settings'],
    ['evalkit noise @main', 'a stored baseline with --repeats'],
    ['evalkit plan gsm8k --noise RUN SAME-MODEL-AGAIN', 'use the measured noise in a plan'],
  ],

  async run({ run = [], baselines, json }) {
    const found = await measureNoise(await openRuns(run, baselines))
    print(
      json ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, noise: found }, null, 2) : noiseText(found, textOptions()),
    )
    return EXIT.ok
  },
})
