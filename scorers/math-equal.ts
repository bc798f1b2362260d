/** The final answer of a reply as mathematics, against the target: LaTeX or plain text, 1 when equal, else 0. */
import { answerMatch } from './answer-match.ts'
import { math } from './extract/math/math.ts'
import type { Scorer } from './scorer.ts'

export const mathEqual = (): Scorer => answerMatch('math-equal', math, [])
