/** Scores that need nothing but a target: a word, a number, mathematics. */
import { DatasetError } from '../../../results/errors.ts'
import { numericMatch } from '../../../scorers/answer-match.ts'
import { number } from '../../../scorers/extract/number/number.ts'
import { mathEqual } from '../../../scorers/math-equal.ts'
import { containsMatch, exactMatch, strictMatch } from '../../../scorers/text-match.ts'
import type { PlainScore } from '../declaration.ts'
import { asTargets, type OwnScore } from '../score.ts'

const accuracy = { metric: 'accuracy', target: 'required' } as const

export const PLAIN_SCORES: Readonly<Record<Exclude<PlainScore, 'json'>, () => OwnScore>> = {
  exact: () => ({ ...accuracy, scorer: exactMatch(), draft: asTargets }),
  'exact/strict': () => ({ ...accuracy, scorer: strictMatch(), draft: asTargets }),
  contains: () => ({ ...accuracy, scorer: containsMatch(), draft: asTargets }),
  number: () => ({ ...accuracy, scorer: numericMatch(number), draft: (targets) => asTargets(targets.map(numberIn)) }),
  math: () => ({
    ...accuracy,
    scorer: mathEqual(),
    draft: asTargets,
    gold: ({ target }) => `\\boxed{${target}}`,
  }),
}

/** `42`, `1,080`, and `… so 6 × 7 = 42\n#### 42`. */
function numberIn(text: string): string {
  const found = number.extract(text)
  const isPlain = found !== null && found.answer !== '' && number.equal(found.answer, text.trim())
  if (found !== null && (found.explicit || isPlain)) return found.answer
  throw new DatasetError(`the target ${JSON.stringify(text.slice(0, 60))} is not a number`, {
    hint: 'Let target name a column with a number alone, or one that ends in "#### 42"; or score as exact.',
  })
}
