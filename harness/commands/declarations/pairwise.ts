import { defineCommand } from '../../options/command.ts'
import { BASELINES_FLAG, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { JUDGE_FLAGS } from '../../options/flags/judges.ts'
import { RUN_FLAGS } from '../../options/flags/runs.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

/** `evalkit pairwise` on the command line. */
export const command = defineCommand({
  usage: 'pairwise <run..>',
  about: 'Judge the stored replies of runs against those of a baseline, pair by pair. Only the judge is sent requests.',
  positionals: {
    run: {
      type: 'string',
      array: true,
      describe: `${RUN_NAME_HELP}; or a judged baseline, as @main; the first is the baseline`,
    },
  },
  flags: {
    resume: { ...RUN_FLAGS.resume, describe: 'continue where it was stopped: the newest, or the folder named' },
    ...JUDGE_FLAGS,
    baselines: BASELINES_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  optionalValues: ['resume'],
  examples: [['evalkit pairwise BASE-RUN SFT-RUN --judge openai/gpt-4.1', 'win rates']],
})
