/** Flags of commands that use judges. */
import { inGroup } from '../command.ts'

export const JUDGE_FLAGS = inGroup('Judges', {
  judge: {
    type: 'array',
    string: true,
    value: 'SPEC',
    describe: 'model that rates the replies, in the form of --model',
  },
  'judge-connections': { type: 'number', describe: 'maximum requests to judges in flight (default: adaptive)' },
  'judge-repeats': { type: 'number', describe: 'verdicts by each judge on each reply (default: 1)' },
  'judge-version': {
    type: 'string',
    describe: 'tells versions of the judge apart, so that --cache can keep its verdicts',
  },
  'judge-template': { type: 'string', value: 'FILE', describe: 'judge prompts to use instead of the benchmark’s own' },
  'judge-omit': {
    type: 'array',
    string: true,
    value: 'FIELD',
    describe: 'leave out a field of requests to judges that the server rejects, such as temperature',
  },
  'min-judges': { type: 'number', describe: 'judges whose verdict must be readable (default: all)' },
})
