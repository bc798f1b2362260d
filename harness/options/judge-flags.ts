/** Reads the flags of commands that use judges. */
import { defined } from '../../results/defined.ts'
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

/** The judges, and how they rate, as given on the command line. */
export interface JudgeChoice {
  /** Model specs, or names from the config. */
  readonly specs: readonly string[]
  /** Verdicts per judge and turn. Default: 1. */
  readonly regrades?: number
  /** Fewest judges whose verdict must be readable. Default: all. */
  readonly minimum?: number
  /** Version of judges without one in the config. */
  readonly version?: string
  /** File with judge prompts that replace the benchmark's. */
  readonly template?: string
  /** Request fields to leave out for all judges. */
  readonly omit?: readonly string[]
}

export interface JudgingFlags extends JudgeChoice {
  readonly connections?: number
}

/**
 * @param judged whether any benchmark needs a judge
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
  return { specs: args.judge ?? [], ...defined({ connections, regrades, minimum, template, version, omit }) }
}
