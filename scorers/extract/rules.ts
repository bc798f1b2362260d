/** Every extraction rule, by the name it has in tables and in `--rule`. */
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { choice } from './choice/choice.ts'
import { math } from './math/math.ts'
import { number } from './number/number.ts'
import type { ExtractionRule } from './rule.ts'
import { contains } from './text/contains.ts'
import { exact, exactText } from './text/exact.ts'
import { simpleEvalsMmlu } from './upstream/simple-evals-mmlu.ts'
import {
  cotLlamaStrictMatch,
  cotStrictMatch,
  flexibleExtract,
  lmEvalGpqa,
  mgsm,
  opencompass,
  opencompassGpqa,
  reference,
  simpleEvals,
  strictMatch,
} from './upstream/upstream.ts'

/** Rules for a final number. */
export const NUMBER_RULES: readonly ExtractionRule[] = [
  number,
  reference,
  strictMatch,
  flexibleExtract,
  cotStrictMatch,
  cotLlamaStrictMatch,
  mgsm,
  opencompass,
]

/** Rules for the letter of an option. */
export const CHOICE_RULES: readonly ExtractionRule[] = [choice, simpleEvals, opencompassGpqa, lmEvalGpqa]

export const ALL_RULES: readonly ExtractionRule[] = [
  ...NUMBER_RULES,
  ...CHOICE_RULES,
  simpleEvalsMmlu,
  math,
  ...[exact, exactText, contains],
]

/** @throws UsageError when none of the rules has this name */
export function ruleNamed(name: string, rules: readonly ExtractionRule[] = ALL_RULES): ExtractionRule {
  const rule = rules.find((one) => one.name === name)
  if (rule !== undefined) return rule
  const names = rules.map((one) => one.name)
  throw new UsageError(`there is no extraction rule "${name}" here`, {
    hint: `${nearest(name, names)}There are: ${names.join(', ')}.`,
  })
}
