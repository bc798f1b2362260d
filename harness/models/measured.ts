import type { Completion, Likelihood } from '../../results/schema/schema.ts'

/** The completion that log-likelihoods make: its text is the most likely continuation, the first of several that are. */
export function measured(likelihoods: readonly Likelihood[]): Completion & Required<Pick<Completion, 'likelihoods'>> {
  const [first, ...others] = likelihoods
  const best = others.reduce((most, one) => (one.logLikelihood > (most?.logLikelihood ?? 0) ? one : most), first)
  return { text: best?.text ?? '', finishReason: 'stop', likelihoods: [...likelihoods] }
}
