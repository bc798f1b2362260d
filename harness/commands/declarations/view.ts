import { defineCommand, inGroup } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUN_NAME_HELP } from '../../options/flags/comparison.ts'
import { SHOW_PROTECTED_FLAG } from '../../options/flags/shared.ts'

/** `evalkit view` on the command line. */
export const command = defineCommand({
  usage: 'view [run..]',
  about:
    'Browse runs on this machine: all runs with filters, any of them compared, live progress of runs under way, the history of a benchmark.\n' +
    'Serves pages on 127.0.0.1 until Ctrl-C, to whoever has the printed address. Reads run folders and never changes them.',
  positionals: {
    run: { type: 'string', array: true, describe: `what to open first: a folder of runs, or ${RUN_NAME_HELP}` },
  },
  flags: {
    ...inGroup('Options', {
      port: { type: 'number', describe: 'port to listen on (default: any free one)' },
      open: {
        type: 'boolean',
        default: true,
        describe: 'open the browser; --no-open prints the address only',
      },
    }),
    'show-protected': SHOW_PROTECTED_FLAG,
    ...RUN_LOCATION_FLAGS,
  },
  examples: [
    ['evalkit view', 'all runs in evalkit-runs'],
    ['evalkit view base sft', 'the newest runs of two models, compared'],
  ],
})
