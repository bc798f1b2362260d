/** `evalkit noise`: how much a model's answers vary by themselves, from answers that are there. */
import { EXIT } from '../../results/errors.ts'
import { noiseText } from '../../results/report/noise.ts'
import { SCHEMA_VERSION } from '../../results/schema-version.ts'
import { defineCommand } from '../command.ts'
import { RUNS_POSITIONAL } from '../comparing/compared-folders.ts'
import { BASELINES_FLAG, openRuns } from '../comparing/run-references.ts'
import { measureNoise } from '../planning/measured-noise.ts'
import { print, textOptions } from '../terminal.ts'

export const command = defineCommand({
  usage: 'noise <run..>',
  about:
    'Tell how much a model’s answers to the same samples vary by themselves, from repeats or from runs made again.\n' +
    'At temperature 0 that is the server’s own noise. It asks nothing: run twice before, or with --repeats.',
  positionals: RUNS_POSITIONAL,
  flags: {
    baselines: BASELINES_FLAG,
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
  },
  examples: [
    ['evalkit noise RUN SAME-MODEL-AGAIN', 'two runs of one model, asked alike'],
    ['evalkit noise @main', 'a stored baseline with --repeats'],
    ['evalkit plan gsm8k --noise RUN SAME-MODEL-AGAIN', 'a plan that goes by it'],
  ],

  async run({ run = [], baselines, json }) {
    const found = await measureNoise(await openRuns(run, baselines))
    print(
      json ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, noise: found }, null, 2) : noiseText(found, textOptions()),
    )
    return EXIT.ok
  },
})
