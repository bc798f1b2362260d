/** Flags of the commands that use judges. */
import { UsageError } from '../../results/errors.ts'
import { JUDGE_FLAGS } from './flags/judges.ts'
import { omissions, wholeNumber } from './settings.ts'

interface JudgeArguments {
  readonly judge: string[] | undefined
  readonly 'judge-connections': number | undefined
  readonly 'judge-repeats': number | undefined
  readonly 'judge-version': string | undefined
  readonly 'judge-template': string | undefined
  readonly 'judge-omit': string[] | undefined
  readonly 'min-judges': number | undefined
}

/** Who rates replies, and how, as the command line says. */
export interface JudgeChoice {
  /** Model specs, or names from the config. */
  readonly specs: readonly string[]
  /** Verdicts asked of each judge on each turn. */
  readonly regrades?: number
  /** Judges whose rating must be there; default: all. */
  readonly minimum?: number
  /** Of judges that the config gives none. */
  readonly version?: string
  /** A file with other templates than the benchmark's own. */
  readonly template?: string
  /** Fields of the request that no judge is sent. */
  readonly omit?: readonly string[]
}

export interface JudgingFlags extends JudgeChoice {
  readonly connections?: number
}

/**
 * @param judged whether any benchmark is rated by a judge
 * @throws UsageError naming the flag with an invalid value
 */
export function judgingFlags(args: JudgeArguments, judged: boolean): JudgingFlags {
  const given = (Object.keys(JUDGE_FLAGS) as (keyof JudgeArguments)[]).find((flag) => args[flag] !== undefined)
  if (given !== undefined && !judged)
    throw new UsageError(`--${given}: none of these benchmarks is rated by a judge`, {
      hint: `Leave out --${given}.`,
    })
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
