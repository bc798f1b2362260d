import { defineCommand, inGroup } from '../../options/command.ts'
import { COMPARE_FLAGS, LOOKS_FLAG, POLICY_FLAG, RUNS_POSITIONAL } from '../../options/flags/comparison.ts'
import { LOCATION_FLAGS, SHOW_PROTECTED_FLAG } from '../../options/flags/shared.ts'
import { TRACKER_FLAGS } from '../../options/flags/trackers.ts'
import { FORMAT_NAMES } from '../../reporting/format-names.ts'

const { config, 'runs-dir': runsDir } = LOCATION_FLAGS

/** `evalkit report` on the command line. */
export const command = defineCommand({
  usage: 'report [run..]',
  about:
    'Write a report of finished runs: scores, differences to the baseline, verdict and changed samples.\n' +
    'The exit code is about writing the report. For the exit code of the verdict, use evalkit gate.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...COMPARE_FLAGS,
    policy: POLICY_FLAG,
    looks: LOOKS_FLAG,
    ...inGroup('Output and files', {
      format: {
        type: 'string',
        value: 'NAME',
        values: FORMAT_NAMES,
        describe: `${FORMAT_NAMES.join(', ')}: for standard output, or for each -o (default: table)`,
      },
      output: {
        type: 'array',
        string: true,
        alias: 'o',
        value: 'FILE',
        describe: 'file to write, in the format of its ending',
      },
      'github-comment': {
        type: 'boolean',
        describe: 'comment on the pull request of this GitHub workflow, or update the earlier comment',
      },
      'comment-id': {
        type: 'string',
        value: 'ID',
        describe: 'keep a comment of its own for this id (default: workflow, job and matrix)',
      },
      'comment-artifact': {
        type: 'string',
        value: 'NAME',
        describe: 'artifact with the full reports, to link in the comment',
      },
      failure: {
        type: 'string',
        value: 'FILE',
        describe: 'JSON document of a failed command: report why it ended before there was a run',
      },
    }),
    ...TRACKER_FLAGS,
    'show-protected': SHOW_PROTECTED_FLAG,
    config,
    'runs-dir': runsDir,
  },
  examples: [
    ['evalkit report BASE-RUN SFT-RUN -o report.md -o report.html', 'two files at once'],
    ['evalkit report --format csv RUN > samples.csv', 'one format, to standard output'],
  ],
})
