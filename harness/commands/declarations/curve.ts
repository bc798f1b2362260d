import { defineCommand, inGroup } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { IMPORT_FLAGS } from '../../options/flags/imports.ts'
import { JSON_FLAG } from '../../options/flags/shared.ts'
import { CURVE_FORMATS } from '../../reporting/format-names.ts'

/** `evalkit curve` on the command line. */
export const command = defineCommand({
  usage: 'curve [run..]',
  about:
    'Show the score over the steps of a training run: table, plot, what was learned and forgotten, and the best checkpoint, its score corrected for having been chosen.\n' +
    'Steps are those that runs recorded, or that their labels, versions or names end in. Sends no request.',
  positionals: {
    run: {
      type: 'string',
      array: true,
      describe: `${RUN_NAME_HELP}; or a folder of runs, or a baseline, as @main (default: all runs of the runs folder)`,
    },
  },
  flags: {
    ...RUN_LOCATION_FLAGS,
    ...IMPORT_FLAGS,
    ...inGroup('Comparison and gate', {
      baseline: {
        type: 'array',
        string: true,
        value: 'RUN',
        describe:
          'run to compare each step with, one for each benchmark, or @NAME (default: the baseline the runs were made with, if it is among them)',
      },
      'allow-different': {
        type: 'array',
        string: true,
        value: 'FIELD',
        describe: 'draw steps in one curve although this field differs',
      },
    }),
    ...inGroup('Options', {
      step: {
        type: 'array',
        string: true,
        value: 'RUN=N',
        describe: 'step of a run, by its label or the name of its folder',
      },
      series: {
        type: 'array',
        string: true,
        value: 'NAME',
        describe: 'training run that all runs belong to; RUN=NAME for one of them',
      },
    }),
    ...inGroup('Output and files', {
      format: {
        type: 'string',
        value: 'NAME',
        choices: CURVE_FORMATS,
        describe: 'form of the output (default: that of the file’s ending, else table)',
      },
      output: { type: 'string', alias: 'o', value: 'FILE', describe: 'file to write' },
      ascii: { type: 'boolean', describe: 'draw the plot with ASCII characters only' },
      verbose: { type: 'boolean', describe: 'list all samples that were learned and forgotten' },
    }),
    json: JSON_FLAG,
  },
  examples: [
    ['evalkit curve', 'all benchmarks and series of the runs folder'],
    ['evalkit curve step-100 step-200 step-300 --baseline base', 'newest runs by label, and a line to compare with'],
    ['evalkit curve evalkit-runs/* -o curve.md', 'as Markdown'],
  ],
})
