/**
 * Which number of a passage is its result: `2. So 3 boxes of 6 hold 3 × 6 = 18 apples (see 1.)` says 18.
 *
 * Passages are folded text (`scalar.ts`).
 */
import { isLabel, isOperand, withoutAsides } from './context.ts'
import { type Scalar, scalarsIn } from './scalar.ts'

export interface Result extends Scalar {
  /** The right side of an equation, bold, or just the last number in sight. */
  readonly via: 'equals' | 'bold' | 'last-number'
}

/**
 * The result of the last line that has one: its last bold part, else its last sentence, where an equation's right side
 * goes before other numbers.
 */
export function lastResult(text: string): Result | null {
  return lastResultAmong(text, (number, passage) => !isLabel(number, passage)) ?? lastResultAmong(text, () => true)
}

/**
 * The number that follows a mark such as `####` or "the answer is".
 *
 * @param passage what follows the mark, up to the end of the sentence or the line
 * @returns the number that the passage starts with, or what an expression there comes to; else the first result in it
 */
export function markedResult(passage: string): Scalar | null {
  const visible = withoutAsides(passage)
  const numbers = resultsIn(visible)
  const [first = null] = numbers
  if (first?.start === 0) return first
  const startsWithNumber = /^-?\d/.test(passage)
  return rightSide(visible, numbers) ?? (startsWithNumber ? null : first)
}

type Filter = (number: Scalar, passage: string) => boolean

function lastResultAmong(text: string, isWanted: Filter): Result | null {
  let start = text.length + 1
  for (const written of text.split('\n').reverse()) {
    start -= written.length + 1
    if (!/[\d½¼¾⅓⅔]/.test(written)) continue
    const line = withoutAsides(written)
    const found = lastBold(line, isWanted) ?? lastSentence(line, isWanted)
    if (found !== null) return shifted(found, start)
  }
  return null
}

/** `**18**`, `**3 × 6 = 18 apples**`, `__18__`; but a heading, `**Cost of 3 shirts:**`, is none. */
const BOLD = /(?<mark>\*\*|__)(?<inside>(?:(?!\k<mark>).)+)\k<mark>(?!:)/g

function lastBold(line: string, isWanted: Filter): Result | null {
  for (const { index, groups } of [...line.matchAll(BOLD)].reverse()) {
    const { mark = '', inside = '' } = groups ?? {}
    const found = inside.trimEnd().endsWith(':') ? null : lastSentence(inside, isWanted)
    if (found !== null) return { ...shifted(found, index + mark.length), via: 'bold' }
  }
  return null
}

function lastSentence(passage: string, isWanted: Filter): Result | null {
  for (const [start, sentence] of sentencesOf(passage).reverse()) {
    const numbers = resultsIn(sentence).filter((number) => isWanted(number, sentence))
    const right = rightSide(sentence, numbers)
    if (right !== null) return { ...shifted(right, start), via: 'equals' }
    const last = numbers.at(-1)
    if (last !== undefined) return { ...shifted(last, start), via: 'last-number' }
  }
  return null
}

const SENTENCE = /(?:[^.!?。；]|[.!?](?![\s"')*_]))+[.!?。；]*/g

function sentencesOf(passage: string): [start: number, sentence: string][] {
  return [...passage.matchAll(SENTENCE)].map(({ index, 0: sentence }) => [index, sentence])
}

/** The first number after the last equals sign. */
function rightSide(passage: string, numbers: readonly Scalar[]): Scalar | null {
  const sign = Math.max(...['=', '≈', '\\approx'].map((equals) => passage.lastIndexOf(equals)))
  return (sign !== -1 && numbers.find(({ start }) => start >= sign)) || null
}

const resultsIn = (passage: string) => [...scalarsIn(passage)].filter((number) => !isOperand(number, passage))

const shifted = <Found extends Scalar>(found: Found, by: number): Found => ({
  ...found,
  start: found.start + by,
  end: found.end + by,
})
