import { defineCommand } from '../../options/command.ts'
import { IMPORT_FLAGS } from '../../options/flags/imports.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

/** `evalkit import` on the command line. */
export const command = defineCommand({
  usage: 'import <path..>',
  about: 'Read logs of lm-evaluation-harness, Inspect and other tools into run folders.',
  positionals: {
    path: { type: 'string', array: true, describe: 'a log file, or a folder with logs at any depth' },
  },
  flags: {
    ...IMPORT_FLAGS,
    label: {
      type: 'string',
      group: 'What to run',
      value: 'NAME',
      describe: 'label of the model (default: the model’s name in the log)',
    },
    output: {
      type: 'string',
      alias: 'o',
      group: 'Output and files',
      value: 'DIR',
      describe: 'folder for the run folders (default: the runs folder)',
    },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [
    ['evalkit import lm-eval-out/base', 'one run for each task and filter'],
    ['evalkit gate lm-eval-out/base lm-eval-out/sft', 'compare, gate and report read logs without this command'],
  ],
})
