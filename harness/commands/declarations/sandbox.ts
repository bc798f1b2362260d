import { defineCommand } from '../../options/command.ts'
import { JSON_FLAG, LOCATION_FLAGS, SANDBOX_FLAG } from '../../options/flags/shared.ts'

/** `evalkit sandbox` on the command line. */
export const command = defineCommand({
  usage: 'sandbox <action>',
  about:
    'test: run correct, wrong and hostile programs in the sandbox. Every correct one must pass, no other may, and none may affect the next. ' +
    'Takes about a minute, sends no request and downloads nothing.\n' +
    'Exit codes: 0 everything holds, 3 something does not.',
  positionals: { action: { type: 'string', values: ['test'], describe: 'test' } },
  flags: {
    sandbox: SANDBOX_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  examples: [['evalkit sandbox test', 'before the first run of model-written code']],
})
