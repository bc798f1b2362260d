import { defineCommand } from '../../options/command.ts'
import { BASELINES_FLAG, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { JUDGE_FLAGS } from '../../options/flags/judges.ts'
import { RUN_FLAGS } from '../../options/flags/runs.ts'
import { CHECK_FLAG, JSON_FLAG, LOCATION_FLAGS, SANDBOX_FLAG } from '../../options/flags/shared.ts'

/** `evalkit rescore` on the command line. */
export const command = defineCommand({
  usage: 'rescore <run..>',
  about: 'Score the stored replies of runs again, into new run folders. Only a --judge is sent requests.',
  positionals: {
    run: { type: 'string', array: true, describe: `${RUN_NAME_HELP}; or a judged baseline, as @main` },
  },
  flags: {
    resume: { ...RUN_FLAGS.resume, describe: 'continue where it was stopped: the newest, or the folder named' },
    rule: RUN_FLAGS.rule,
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
    ...JUDGE_FLAGS,
    baselines: BASELINES_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  optionalValues: ['resume'],
  examples: [
    ['evalkit rescore RUN --rule lm-eval/flexible-extract', 'the score by another extraction rule'],
    ['evalkit rescore RUN --judge openai/gpt-4.1', 'the score by another judge'],
  ],
})
