/** The letter that a reply chooses against the letter of the right option. */
import { answerMatch } from './answer-match.ts'
import type { ExtractionRule } from './extract/rule.ts'
import { CHOICE_RULES } from './extract/rules.ts'
import type { Scorer } from './scorer.ts'

export const multipleChoice = (headline: ExtractionRule, beside: readonly ExtractionRule[] = CHOICE_RULES): Scorer =>
  answerMatch('multiple-choice', headline, beside)
