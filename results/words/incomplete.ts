/** Why a run is not whole: no failure of a server may read as a result. */
import type { BenchmarkSummary } from '../schema/schema.ts'
import { plural } from './format.ts'

/**
 * `180 of 200 trials are pending: the server answered 401. Set OPENAI_API_KEY.`
 *
 * @returns undefined where every trial has a score
 */
export function incompleteness(summary: BenchmarkSummary): string | undefined {
  const { pending, unscored, trials } = summary
  const all = plural(pending + unscored + trials, 'trial')
  const missing = [
    ...(pending > 0 ? [`${pending} of ${all} pending`] : []),
    ...(unscored > 0 ? [`${unscored} of ${all} without a score`] : []),
  ]
  return missing.length === 0
    ? undefined
    : [missing.join(', '), causeOf(summary)].filter((part) => part !== '').join(': ')
}

/** More than this share of trials without a score is more than single failures: the gate decides nothing then, by default. */
const FEW = 0.01

/** Likewise, where so much is missing that the numbers should not be read at all. */
export function gravelyIncomplete(summary: BenchmarkSummary): string | undefined {
  const { pending, unscored, trials } = summary
  return pending > 0 || unscored > FEW * (pending + unscored + trials) ? incompleteness(summary) : undefined
}

/** What ended the run, else what most trials failed by, with what to do about it; `''` where nobody knows. */
export function causeOf({ endedBy, unscoredCauses = [] }: BenchmarkSummary): string {
  const { message, hint } = endedBy ?? unscoredCauses[0] ?? { message: '' }
  return [message.replace(/[.]?$/, message === '' ? '' : '.'), hint ?? ''].filter((part) => part !== '').join(' ')
}
