/** Flags of the commands that have answers rated. */
import type { Options } from 'yargs'
import { UsageError } from '../../results/errors.ts'
import { omissions, wholeNumber } from '../settings.ts'
import type { JudgeSettings } from './judges.ts'

export const JUDGE_FLAGS = {
  judge: { type: 'array', string: true, describe: 'the model that rates answers, in the form of --model; several may' },
  'judge-connections': {
    type: 'number',
    describe: 'requests to judges in flight at most  [found out as the run goes]',
  },
  'judge-repeats': { type: 'number', describe: 'verdicts asked of each judge on each answer  [1]' },
  'judge-version': { type: 'string', describe: 'tells apart versions of the judge; --cache keeps its verdicts then' },
  'judge-template': { type: 'string', describe: 'a file with judge prompts, instead of the benchmark’s own' },
  'judge-omit': {
    type: 'array',
    string: true,
    describe: 'a field of requests to judges not to send, as the server refuses it: temperature',
  },
  'min-judges': { type: 'number', describe: 'judges whose rating must be readable  [all]' },
} as const satisfies Record<string, Options>

interface JudgeArguments {
  readonly judge: string[] | undefined
  readonly 'judge-connections': number | undefined
  readonly 'judge-repeats': number | undefined
  readonly 'judge-version': string | undefined
  readonly 'judge-template': string | undefined
  readonly 'judge-omit': string[] | undefined
  readonly 'min-judges': number | undefined
}

export interface JudgingFlags
  extends Pick<JudgeSettings, 'specs' | 'regrades' | 'minimum' | 'template' | 'version' | 'omit'> {
  readonly connections?: number
}

/**
 * @param judged whether a judge has anything to do
 * @throws UsageError for a flag that cannot be meant
 */
export function judgingFlags(args: JudgeArguments, judged: boolean): JudgingFlags {
  const given = (Object.keys(JUDGE_FLAGS) as (keyof JudgeArguments)[]).find((flag) => args[flag] !== undefined)
  if (given !== undefined && !judged) throw new UsageError(`--${given}: nothing here is rated by a judge`)
  const connections = wholeNumber('--judge-connections', args['judge-connections'], { min: 1 })
  const regrades = wholeNumber('--judge-repeats', args['judge-repeats'], { min: 1 })
  const minimum = wholeNumber('--min-judges', args['min-judges'], { min: 1 })
  const template = args['judge-template']
  const version = args['judge-version']
  const omit = args['judge-omit'] && omissions(args['judge-omit'], '--judge-omit')
  return {
    specs: args.judge ?? [],
    ...(connections !== undefined && { connections }),
    ...(regrades !== undefined && { regrades }),
    ...(minimum !== undefined && { minimum }),
    ...(template !== undefined && { template }),
    ...(version !== undefined && { version }),
    ...(omit !== undefined && { omit }),
  }
}
