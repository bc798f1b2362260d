/** `evalkit merge`: the parts of a run, made with --shard, as one run. */
import { EXIT } from '../../results/errors.ts'
import { openRun } from '../../results/store.ts'
import { defineCommand } from '../command.ts'
import { newGroup } from '../runs/lab.ts'
import { mergeRuns } from '../runs/merge.ts'
import { presentRuns } from '../runs/present.ts'
import { findPlaces, PLACE_FLAGS } from '../settings.ts'

export const command = defineCommand({
  usage: 'merge <run..>',
  about: 'Make one run of the parts that run --shard has made on several machines.',
  positionals: { run: { type: 'string', array: true, describe: 'the folders of all parts, in any order' } },
  flags: {
    output: { type: 'string', alias: 'o', describe: 'the run folder to make  [one more among the runs]' },
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  examples: [['evalkit merge parts/* -o merged/gsm8k-sft', 'then: evalkit compare BASELINE merged/gsm8k-sft']],

  async run(args) {
    const places = await findPlaces(args)
    const stored = await Promise.all((args.run ?? []).map((folder) => openRun(folder)))
    const run = await mergeRuns(stored, {
      runsDir: places.runsDir,
      group: newGroup(),
      ...(args.output !== undefined && { output: args.output }),
    })
    await presentRuns([run], { json: args.json === true })
    return EXIT.ok
  },
})
