/** What every model makes of log-likelihoods. */
import { ModelError } from '../../results/errors.ts'
import type { Completion, Likelihood } from '../../results/schema/schema.ts'

/** The completion that log-likelihoods make: its text is the most likely continuation, the first of several that are. */
export function measured(likelihoods: readonly Likelihood[]): Completion & Required<Pick<Completion, 'likelihoods'>> {
  const [first, ...others] = likelihoods
  const best = others.reduce((most, one) => (one.logLikelihood > (most?.logLikelihood ?? 0) ? one : most), first)
  return { text: best?.text ?? '', finishReason: 'stop', likelihoods: [...likelihoods] }
}

/** The failure of an option whose tokens cannot be told from those of the prompt. */
export const mergedOption = (continuation: string) =>
  new ModelError(
    `the option ${JSON.stringify(continuation)} has no token of its own: it merges with the end of the prompt`,
  )
