/** `evalkit compare`: compares finished runs with their baseline. */
import { defineCommand } from '../options/command.ts'
import { JSON_FLAG } from '../options/settings.ts'
import { COMPARE_FLAGS, compareOptions, openFolders, RUNS_POSITIONAL } from '../reporting/compared-folders.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { publishedNamed, REFERENCE_FLAG } from '../reporting/reference.ts'

export const command = defineCommand({
  usage: 'compare <run..>',
  about:
    'Compare finished runs with a baseline, paired sample by sample. The baseline is the one the runs were made with, else the model of the first run.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...COMPARE_FLAGS,
    reference: REFERENCE_FLAG,
    json: JSON_FLAG,
  },
  examples: [
    ['evalkit compare evalkit-runs/*_base_* evalkit-runs/*_sft_*', 'the fine-tune against its base model'],
    ['evalkit compare --baseline RUN evalkit-runs/*_sft_*', 'name the baseline'],
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
