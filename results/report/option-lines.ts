import type { Likelihood } from '../schema/schema.ts'

const A = 'A'.charCodeAt(0)

/** The letter of an option in tables. */
export const optionLetter = (place: number): string => String.fromCharCode(A + place)

/** Options where a reply would stand: `B  -2.983  Paris`, one a line. */
export const optionLines = (likelihoods: readonly Likelihood[]): string =>
  likelihoods
    .map(({ text, logLikelihood }, place) => `${optionLetter(place)}  ${logLikelihood.toFixed(3)}  ${text.trim()}`)
    .join('\n')
