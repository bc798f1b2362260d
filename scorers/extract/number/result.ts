/**
 * Which number of a passage is its result: `2. So 3 boxes of 6 hold 3 × 6 = 18 apples (see 1.)` says 18.
 *
 * Passages are folded text (`fold.ts`).
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
  const isNoLabel: Filter = (number, passage) => !isLabel(number, passage)
  return (
    lastResultAmong(text, isNoLabel, (line) => !NOTE.test(line)) ??
    lastResultAmong(text, isNoLabel) ??
    lastResultAmong(text, () => true)
  )
}

type Filter = (number: Scalar, passage: string) => boolean

/** A line beside the point: `Note: a week has 7 days.`, `[1] Example 7` */
export const NOTE =
  /^[\s>*_#(-]*(?:(?:notes?|hint|remember|check(?:ing)?|verification|verif(?:y|ied)|confidence|references?|sources?|p\.?s\.?|disclaimer|assumptions?|difficulty|tags?|score|let me know|(?:i )?hope|feel free|if you (?:have|need|want|would|'d|like|are)|would you|do you|thanks?)\b|\[\d{1,3}\]\s)/i

/** Of a longer line only the end is read, so that one of nothing but numbers takes no longer than others. */
const MAX_LINE = 2 ** 14

function lastResultAmong(
  text: string,
  isWanted: Filter,
  isRead: (line: string) => boolean = () => true,
): Result | null {
  let start = text.length + 1
  for (const whole of text.split('\n').reverse()) {
    start -= whole.length + 1
    const written = whole.length <= MAX_LINE ? whole : ' '.repeat(whole.length - MAX_LINE) + whole.slice(-MAX_LINE)
    if (!/[\d¼-¾⅐-⅞]/.test(written)) continue
    if (!isRead(written)) continue
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

/** What follows, to the end, says why: `18 because 18 + 2 = 20`. */
const REASON = /\s(?:because|since)\s(?!.*,\s)/

function lastSentence(passage: string, isWanted: Filter): Result | null {
  for (const [start, sentence] of sentencesOf(passage).reverse()) {
    const found = resultOf(sentence, isWanted)
    if (found !== null) return shifted(found, start)
  }
  return null
}

function resultOf(sentence: string, isWanted: Filter): Result | null {
  const reason = sentence.search(REASON)
  return (reason > 0 ? reasonedResult(sentence, reason, isWanted) : null) ?? plainResult(sentence, isWanted)
}

/** Of the numbers before the reason the one that its equation comes to, `She needs 5 to reach 60 because 60 - 55 = 5`, else the last. */
function reasonedResult(sentence: string, reason: number, isWanted: Filter): Result | null {
  const claim = sentence.slice(0, reason)
  const shown = plainResult(sentence.slice(reason), isWanted)
  const same = shown?.via === 'equals' ? resultsIn(claim).find(({ value }) => value === shown.value) : undefined
  return same === undefined ? plainResult(claim, isWanted) : { ...same, via: 'last-number' }
}

function plainResult(passage: string, isWanted: Filter): Result | null {
  const numbers = resultsIn(passage).filter((number) => isWanted(number, passage))
  const right = rightSide(passage, numbers)
  if (right !== null) return { ...right, via: 'equals' }
  const last = numbers.at(-1)
  return last === undefined ? null : { ...last, via: 'last-number' }
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

export const resultsIn = (passage: string) => [...scalarsIn(passage)].filter((number) => !isOperand(number, passage))

const shifted = <Found extends Scalar>(found: Found, by: number): Found => ({
  ...found,
  start: found.start + by,
  end: found.end + by,
})
