import { defineCommand } from '../../options/command.ts'
import { COMPARE_FLAGS, REFERENCE_FLAG, RUNS_POSITIONAL } from '../../options/flags/comparison.ts'
import { JSON_FLAG, VERBOSE_FLAG } from '../../options/flags/shared.ts'

/** `evalkit compare` on the command line. */
export const command = defineCommand({
  usage: 'compare <run..>',
  about:
    'Compare finished runs with a baseline, paired sample by sample. The baseline is the one the runs were made with, else the model of the first run.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...COMPARE_FLAGS,
    reference: REFERENCE_FLAG,
    json: JSON_FLAG,
    verbose: VERBOSE_FLAG,
  },
  examples: [
    ['evalkit compare evalkit-runs/*_base_* evalkit-runs/*_sft_*', 'the fine-tune against its base model'],
    ['evalkit compare --baseline RUN evalkit-runs/*_sft_*', 'name the baseline'],
  ],
})
