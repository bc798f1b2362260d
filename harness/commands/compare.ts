/** `evalkit compare`: finished runs side by side; the model of the first is the baseline. */
import { EXIT, UsageError } from '../../results/errors.ts'
import { openRun, requireFinished } from '../../results/store.ts'
import { defineCommand } from '../command.ts'
import { presentRuns } from '../present.ts'

export const command = defineCommand({
  usage: 'compare <run..>',
  about: 'Compare finished runs, paired sample by sample. The model of the first run is the baseline.',
  positionals: { run: { type: 'string', array: true, describe: 'run folders; see: evalkit list runs' } },
  flags: {
    'allow-different': {
      type: 'array',
      string: true,
      describe: 'compare although this field differs; may be repeated',
    },
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
  },
  examples: [['evalkit compare evalkit-runs/*_base_* evalkit-runs/*_sft_*', 'the base model against its fine-tune']],

  async run(args) {
    const folders = args.run ?? []
    if (folders.length < 2)
      throw new UsageError('compare needs at least two run folders', { hint: 'See: evalkit list runs' })
    const runs = await Promise.all(folders.map(async (folder) => requireFinished(await openRun(folder))))
    const baseline = runs[0]?.manifest.model.label
    await presentRuns(runs, {
      json: args.json === true,
      ...(baseline !== undefined && { baseline }),
      ...(args['allow-different'] !== undefined && { allowDifferent: args['allow-different'] }),
    })
    return EXIT.ok
  },
})
