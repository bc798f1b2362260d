/** An answer in words against the target: equal, or contained in the reply. */
import { answerMatch } from './answer-match.ts'
import { contains } from './extract/text/contains.ts'
import { exact, exactText } from './extract/text/exact.ts'
import type { Scorer } from './scorer.ts'

export const exactMatch = (): Scorer => answerMatch('exact-match', exact, [contains])

/** Character by character; what the usual allowances would make of it is shown beside it. */
export const strictMatch = (): Scorer => answerMatch('exact-match', exactText, [exact, contains])

export const containsMatch = (): Scorer => answerMatch('contains', contains, [exact])
