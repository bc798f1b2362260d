/** `evalkit compare`: finished runs side by side, beside the baseline they were made with. */
import { defineCommand } from '../command.ts'
import { COMPARE_FLAGS, compareOptions, openFolders, RUNS_POSITIONAL } from '../comparing/compared-folders.ts'
import { publishedNamed, REFERENCE_FLAG } from '../comparing/reference.ts'
import { presentRuns } from '../runs/present.ts'

export const command = defineCommand({
  usage: 'compare <run..>',
  about:
    'Compare finished runs, paired sample by sample, with the baseline they were made with; else with the model of the first.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...COMPARE_FLAGS,
    reference: REFERENCE_FLAG,
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
  },
  examples: [
    ['evalkit compare evalkit-runs/*_base_* evalkit-runs/*_sft_*', 'the base model against its fine-tune'],
    ['evalkit compare --baseline RUN evalkit-runs/*_sft_*', 'a run of its own as the baseline'],
  ],

  async run(args) {
    const { runs, baseline } = await openFolders('compare', args)
    return presentRuns(runs, {
      json: args.json === true,
      baseline,
      published: publishedNamed(args.reference),
      ...(await compareOptions(args)),
    })
  },
})
