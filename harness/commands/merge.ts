/** `evalkit merge`: merges the parts of a sharded run into one run. */
import { EXIT } from '../../results/errors.ts'
import { openRun } from '../../results/store/read.ts'
import { defineCommand } from '../options/command.ts'
import { findLocations, JSON_FLAG, LOCATION_FLAGS } from '../options/settings.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { mergeRuns } from '../runs/merge.ts'
import { newGroup } from '../runs/prepare.ts'

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

  async run(args) {
    const locations = await findLocations(args)
    const stored = await Promise.all((args.run ?? []).map((folder) => openRun(folder)))
    const run = await mergeRuns(stored, {
      runsDir: locations.runsDir,
      group: newGroup(),
      ...(args.output !== undefined && { output: args.output }),
    })
    await presentRuns([run], { json: args.json === true })
    return EXIT.ok
  },
})
