import { defineCommand } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

/** `evalkit merge` on the command line. */
export const command = defineCommand({
  usage: 'merge <run..>',
  about: 'Merge the parts that run --shard made on several machines into one run.',
  positionals: { run: { type: 'string', array: true, describe: 'the run folders of all parts, in any order' } },
  flags: {
    output: {
      type: 'string',
      alias: 'o',
      group: 'Output and files',
      value: 'DIR',
      describe: 'run folder to create (default: a new one in the runs folder)',
    },
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [['evalkit merge parts/* -o merged/gsm8k-sft', 'then: evalkit compare BASE-RUN merged/gsm8k-sft']],
})
