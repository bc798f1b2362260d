/** A regular expression that finds the answer; without a target, that matches. */
import { UsageError } from '../../../results/errors.ts'
import { answerMatch } from '../../../scorers/answer-match.ts'
import { patternRule } from '../../../scorers/extract/pattern.ts'
import { asTargets, type OwnScore } from '../score.ts'
import { fieldError, type Source } from '../source.ts'

/** @throws UsageError with file and line for an expression that cannot be run */
export function regexScore(pattern: string, hasTarget: boolean, source: Source): OwnScore {
  try {
    return {
      scorer: answerMatch('regex', patternRule(pattern, hasTarget), []),
      metric: 'accuracy',
      target: 'optional',
      draft: (targets) => (hasTarget ? asTargets(targets) : { target: `a match of ${pattern}` }),
      gold: ({ target }) => (hasTarget ? target : undefined),
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw fieldError(source, ['score', 'regex'], error.message, error.hint)
  }
}
