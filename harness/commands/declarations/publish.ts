import { defineCommand, inGroup } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUN_NAME_HELP } from '../../options/flags/comparison.ts'

/** `evalkit publish` on the command line. */
export const command = defineCommand({
  usage: 'publish <run..>',
  about:
    'Write the results of one model into its repository for the Hugging Face Hub: the model card’s\n' +
    'front matter (model-index) and .eval_results files. Nothing is uploaded; all other text stays as it is.',
  positionals: { run: { type: 'string', array: true, describe: RUN_NAME_HELP } },
  flags: {
    ...inGroup('Output and files', {
      'model-card': { type: 'string', value: 'FILE', describe: 'model card to add results to: README.md' },
      'eval-results': {
        type: 'string',
        value: 'DIR',
        describe: 'folder for results of benchmarks that the hub has a leaderboard for: .eval_results',
      },
      'dry-run': { type: 'boolean', describe: 'print the changes as a patch, and write nothing' },
    }),
    ...inGroup('Options', {
      'model-name': {
        type: 'string',
        value: 'NAME',
        describe: 'name in a card without results (default: the name the model was requested by)',
      },
      'source-url': { type: 'string', value: 'URL', describe: 'where readers find more, such as a published report' },
      'allow-incomplete': {
        type: 'boolean',
        describe: 'publish runs with missing scores or with --limit as well; the entry says so',
      },
    }),
    ...RUN_LOCATION_FLAGS,
  },
  examples: [
    ['evalkit publish latest --model-card README.md --eval-results .eval_results', 'the newest run'],
    ['evalkit publish sft/gsm8k sft/humaneval --model-card README.md --dry-run', 'see the changes first'],
  ],
})
