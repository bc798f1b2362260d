import { defineCommand } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { JSON_FLAG, SHOW_PROTECTED_FLAG } from '../../options/flags/shared.ts'

/** `evalkit show` on the command line. */
export const command = defineCommand({
  usage: 'show <run> [sample]',
  about:
    'Summarize a run. With a sample id, show its prompt, the reply, the text taken as the answer, and why it scored so.',
  positionals: {
    run: { type: 'string', describe: `${RUN_NAME_HELP}; or a baseline, as @main/gsm8k` },
    sample: { type: 'string', describe: 'a sample id, such as gsm8k/17, or just 17' },
  },
  flags: {
    repeat: { type: 'number', describe: 'only this repeat' },
    ...RUN_LOCATION_FLAGS,
    json: JSON_FLAG,
    'show-protected': SHOW_PROTECTED_FLAG,
  },
  examples: [
    ['evalkit show RUN gsm8k/17', 'why this sample scored as it did'],
    ['evalkit show RUN --json', 'manifest and summary as JSON'],
  ],
})
