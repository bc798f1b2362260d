/** Rules that read a judge's rating, by the name they have in tables and in `--rule`. */
import { UsageError } from '../../../results/errors.ts'
import { nearest } from '../../../results/names.ts'
import { alignBenchRating, dictionaryRating } from './dictionary-rating.ts'
import { bracketRating, fastChatRating, type RatingRule } from './rating.ts'

/** For ratings in brackets, as MT-Bench asks for them. */
export const BRACKET_RULES: readonly RatingRule[] = [bracketRating, fastChatRating]

/** For ratings in a dictionary, as AlignBench asks for them. */
export const DICTIONARY_RULES: readonly RatingRule[] = [dictionaryRating, alignBenchRating]

export const RATING_RULES: readonly RatingRule[] = [...BRACKET_RULES, ...DICTIONARY_RULES]

/** @throws UsageError when none of the rules has this name */
export function ratingRuleNamed(name: string, rules: readonly RatingRule[]): RatingRule {
  const rule = rules.find((one) => one.name === name)
  if (rule !== undefined) return rule
  const names = rules.map((one) => one.name)
  throw new UsageError(`there is no rule "${name}" for a judge’s ratings here`, {
    hint: `${nearest(name, names)}There are: ${names.join(', ')}.`,
  })
}
