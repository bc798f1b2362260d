import { defineCommand } from '../../options/command.ts'
import { RUN_LOCATION_FLAGS, RUNS_POSITIONAL } from '../../options/flags/comparison.ts'
import { JSON_FLAG } from '../../options/flags/shared.ts'

/** `evalkit noise` on the command line. */
export const command = defineCommand({
  usage: 'noise <run..>',
  about:
    'Show how much a model’s replies to the same samples vary, from runs with repeats or from the same run made twice. Sends no request.\n' +
    'At temperature 0 the variation is the server’s own noise.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...RUN_LOCATION_FLAGS,
    json: JSON_FLAG,
  },
  examples: [
    ['evalkit noise RUN SAME-MODEL-AGAIN', 'two runs of one model with the same settings'],
    ['evalkit noise @main', 'a stored baseline with --repeats'],
    ['evalkit plan gsm8k --noise RUN SAME-MODEL-AGAIN', 'use the measured noise in a plan'],
  ],
})
