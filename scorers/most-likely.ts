/**
 * The option that the model finds most likely against the right one: 1 when they are the same, else 0. No reply is generated.
 *
 * Three rules, each named as in lm-evaluation-harness (lm_eval/api/task.py, `process_results` of multiple-choice tasks). Of options
 * that are equally likely, the first counts as chosen, as NumPy's argmax has it.
 */
import { UsageError } from '../results/errors.ts'
import { nearest } from '../results/names.ts'
import type { Likelihood, Reading } from '../results/schema/schema.ts'
import type { Scorer } from './scorer.ts'

/** What a log-likelihood is divided by before the options are compared. */
const LENGTHS = {
  acc: () => 1,
  /** Characters of the option, as code points. */
  acc_norm: (option: string) => [...option].length,
  /** Bytes of the option in UTF-8. */
  acc_bytes: (option: string) => Buffer.byteLength(option),
} as const

export type LikelihoodRule = keyof typeof LENGTHS

const RULES = Object.keys(LENGTHS) as LikelihoodRule[]
const LETTERS = 'ABCDEFGHIJ'

/** For `evalkit list rules`. */
export const LIKELIHOOD_RULES: readonly { readonly name: LikelihoodRule; readonly source: string }[] = [
  { name: 'acc', source: 'lm-eval: the option with the largest log-likelihood' },
  { name: 'acc_norm', source: 'lm-eval: the same, divided by the characters of the option' },
  { name: 'acc_bytes', source: 'lm-eval: the same, divided by the bytes of the option' },
]

/** The letter of an option, whatever the benchmark calls it. */
export const letterAt = (place: number): string => LETTERS[place] ?? String(place + 1)

export function mostLikely(headline: LikelihoodRule): Scorer {
  return {
    name: 'most-likely',
    range: [0, 1],
    needs: [],
    rule: headline,
    likelihoods: true,
    withRule: (name) => mostLikely(likelihoodRule(name)),
    async score({ turns }, { id, target }) {
      const likelihoods = turns.at(-1)?.completion.likelihoods
      if (likelihoods === undefined) throw new TypeError(`${id}: an attempt without log-likelihoods`)
      const read = (rule: LikelihoodRule) => readingOf(likelihoods, rule, target)
      return {
        ...read(headline),
        rule: headline,
        readings: Object.fromEntries(
          [headline, ...RULES.filter((rule) => rule !== headline)].map((rule) => [rule, read(rule)]),
        ),
      }
    },
  }
}

function readingOf(likelihoods: readonly Likelihood[], rule: LikelihoodRule, target: string | undefined): Reading {
  const values = likelihoods.map(({ text, logLikelihood }) => logLikelihood / LENGTHS[rule](optionOf(text)))
  const largest = Math.max(...values)
  const answer = letterAt(values.indexOf(largest))
  const isTie = values.indexOf(largest) !== values.lastIndexOf(largest)
  return { answer, value: answer === target ? 1 : 0, ...(isTie && { via: 'tie, the first' }) }
}

/** An option without the space that joins it to the prompt. An empty option has the length of one character. */
const optionOf = (continuation: string) => continuation.replace(/^ /, '') || ' '

function likelihoodRule(name: string): LikelihoodRule {
  if (Object.hasOwn(LENGTHS, name)) return name as LikelihoodRule
  throw new UsageError(`--rule ${name}: log-likelihoods have no rule of this name`, {
    hint: `${nearest(name, RULES)}There are: ${RULES.join(', ')}.`,
  })
}
