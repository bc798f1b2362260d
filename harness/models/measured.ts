/** What every model makes of log-likelihoods. */
import { ModelError } from '../../results/errors.ts'
import type { Completion, Likelihood } from '../../results/schema/schema.ts'
import { plural } from '../../results/words/format.ts'

/** The completion that log-likelihoods make: its text is the most likely continuation, the first of several that are. */
export function measured(likelihoods: readonly Likelihood[]): Completion & Required<Pick<Completion, 'likelihoods'>> {
  const [first, ...others] = likelihoods
  const best = others.reduce((most, one) => (one.logLikelihood > (most?.logLikelihood ?? 0) ? one : most), first)
  return { text: best?.text ?? '', finishReason: 'stop', likelihoods: [...likelihoods] }
}

/** The failure of an option whose tokens cannot be told from those of the prompt. Its text may be protected. */
export const mergedOption = ({ length }: string) =>
  new ModelError(
    `an option of ${plural(length, 'character')} has no token of its own: it merges with the end of the prompt`,
  )
