import { defineCommand, inGroup } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { JSON_FLAG } from '../../options/flags/shared.ts'

const { config, 'runs-dir': runsDir } = RUN_LOCATION_FLAGS

export const EXPORT_FORMATS = ['every-eval-ever', 'lm-eval', 'inspect', 'huggingface'] as const

export const RELATIONSHIPS = ['first_party', 'third_party', 'collaborative', 'other'] as const

/** `evalkit export` on the command line. */
export const command = defineCommand({
  usage: 'export <run..>',
  about:
    'Write finished runs in the files of other tools and of the public record.\n' +
    'Text of protected benchmarks is never written: of those, only the totals are.',
  positionals: { run: { type: 'string', array: true, describe: RUN_NAME_HELP } },
  flags: {
    ...inGroup('Output and files', {
      format: {
        choices: EXPORT_FORMATS,
        demandOption: true,
        describe:
          'records of Every Eval Ever 0.3.0, files of lm-evaluation-harness 0.4, an Inspect log, or totals for the Hugging Face Hub',
      },
      output: {
        type: 'string',
        alias: 'o',
        value: 'DIR',
        demandOption: true,
        describe: 'folder to write to; earlier exports of the same runs in it are replaced',
      },
    }),
    ...inGroup('Options', {
      'model-id': {
        type: 'string',
        value: 'DEVELOPER/MODEL',
        describe:
          'every-eval-ever: public name of the model (default: the name it was requested by, if it has this form)',
      },
      organization: { type: 'string', value: 'NAME', describe: 'every-eval-ever: who ran the evaluation' },
      relationship: {
        choices: RELATIONSHIPS,
        describe: 'every-eval-ever: of the evaluator to the model (default: other)',
      },
    }),
    json: JSON_FLAG,
    config,
    'runs-dir': runsDir,
  },
  examples: [
    ['evalkit export latest --format inspect -o logs', 'then: inspect view --log-dir logs'],
    ['evalkit export RUN --format every-eval-ever -o . --organization "Our lab"', 'data/…/<UUID>.json'],
  ],
})
