/** The final number of a reply against the target. */
import { answerMatch } from './answer-match.ts'
import type { ExtractionRule } from './extract/rule.ts'
import { NUMBER_RULES } from './extract/rules.ts'
import type { Scorer } from './scorer.ts'

export const numericMatch = (headline: ExtractionRule, beside: readonly ExtractionRule[] = NUMBER_RULES): Scorer =>
  answerMatch('numeric-match', headline, beside)
