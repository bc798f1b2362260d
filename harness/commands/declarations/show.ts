import { defineCommand } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { JSON_FLAG, SHOW_PROTECTED_FLAG } from '../../options/flags/shared.ts'

/** `evalkit show` on the command line. */
export const command = defineCommand({
  usage: 'show <run> [more..]',
  about:
    'Summarize a run. With a sample id, show its prompt, the reply, the text taken as the answer, and why it scored so.\n' +
    'With a second run, list the samples lost and gained; with a sample id after it, show both replies and how they differ.',
  positionals: {
    run: { type: 'string', describe: `${RUN_NAME_HELP}; or a baseline, as @main/gsm8k` },
    more: {
      type: 'string',
      array: true,
      describe: 'a sample id, such as gsm8k/17, or just 17; or a second run, and then a sample id',
    },
  },
  flags: {
    lost: { type: 'boolean', describe: 'of two runs: samples with a lower score in the second' },
    gained: { type: 'boolean', describe: 'of two runs: samples with a higher score in the second' },
    wrong: { type: 'boolean', describe: 'samples without full marks, in the second run where there are two' },
    unanswered: { type: 'boolean', describe: 'samples without an answer, likewise' },
    repeat: { type: 'number', describe: 'only this repeat' },
    ...RUN_LOCATION_FLAGS,
    json: JSON_FLAG,
    'show-protected': SHOW_PROTECTED_FLAG,
  },
  examples: [
    ['evalkit show RUN gsm8k/17', 'why this sample scored as it did'],
    ['evalkit show BASE-RUN SFT-RUN', 'the samples lost and gained, with both answers'],
    ['evalkit show BASE-RUN SFT-RUN 17', 'both replies side by side'],
    ['evalkit show RUN --wrong', 'everything that is wrong'],
    ['evalkit show RUN --json', 'manifest and summary as JSON'],
  ],
})
