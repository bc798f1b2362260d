import { defineCommand } from '../../options/command.ts'
import { RUNS_POSITIONAL } from '../../options/flags/comparison.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

const { 'runs-dir': runsDir, config } = LOCATION_FLAGS

/** `evalkit verify` on the command line. */
export const command = defineCommand({
  usage: 'verify <run..>',
  about:
    'Check that the files of run folders agree with each other: scores and the readings they come from, replies and their digests, and the numbers of the summary, counted again. Sends no request.\n' +
    'Exit code 2 if something contradicts.',
  positionals: RUNS_POSITIONAL,
  flags: { 'runs-dir': runsDir, config, json: JSON_FLAG },
  examples: [
    ['evalkit verify RUN', 'one run'],
    ['evalkit verify evalkit-runs/*', 'all of them'],
  ],
})
