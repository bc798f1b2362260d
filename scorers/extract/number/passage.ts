/**
 * The number in what follows a mark such as `####` or "the answer is", or inside of a box.
 *
 * Passages are folded text (`fold.ts`), start where the number may start, and end with the sentence, the line or the box.
 */
import { arithmeticIn } from './arithmetic.ts'
import { withoutAsides } from './context.ts'
import { sumOf } from './rational.ts'
import { resultsIn } from './result.ts'
import { type Scalar, scalarsIn } from './scalar.ts'
import { leadingWords } from './words.ts'

export interface Calculation {
  /** For `evaluate` of `arithmetic.ts`. */
  readonly expression: string
  readonly start: number
  readonly end: number
}

/** `none`: the mark says that there is no answer, or more than one. */
export type MarkedNumber = Scalar | Calculation | 'none'

/** @returns null where the passage holds nothing that can be meant as the answer */
export function markedNumber(passage: string): MarkedNumber | null {
  if (isAmbiguous(passage)) return 'none'
  const leading = leadingWords(passage)
  const words = leading !== null && isWhole(leading, passage) ? leading : null
  if (words !== null && !/\(\W{0,3}\d/.test(passage.slice(words.end, words.end + 24))) return words
  const visible = BRACKETED.test(passage) ? passage : withoutAsides(passage)
  if (!/[\d¼-¾⅐-⅞]/.test(passage)) return NO_ANSWER.test(passage) ? 'none' : words
  return money(passage) ?? sideOf(visible) ?? calculation(visible, 0) ?? plain(visible, passage) ?? words
}

/** `(3 + 4) × 2`: its parentheses are no aside. */
const BRACKETED = /^\(\s?\d[^()]*\)\s?(?:[-+×*·÷/^]|\\(?:times|cdot|div))\s?[\d(]/

/** `One of 18 boxes` starts with a word that is no answer; `twelve eggs` is one. */
const isWhole = ({ value, end }: Scalar, passage: string) => value !== '1' || !/[a-z0-9]/i.test(passage.slice(end))

const NUMBER = String.raw`[$€£]?\d[\d.,]*(?:/\d+)?%?`

/** Two numbers of one kind, neither of them chosen: `18 or 19`, `18-20 eggs`, `between 18 and 20`. */
const SEVERAL = new RegExp(
  `^(?:either |from |between |anywhere from )?(?<low>${NUMBER})(?<unit>(?: [a-z]+)?)(?<joint> or(?: maybe| possibly| perhaps| even)? | to | - | and |, |-|~|/)(?<high>${NUMBER})(?<other>(?: [a-z]+)?)`,
  'i',
)

const number = (text: string) => Number(text.replace(/[$€£%,]/g, '').replace(/\.$/, ''))

function isAmbiguous(passage: string): boolean {
  const { 0: several = '', groups = {} } = SEVERAL.exec(passage.replace(/\s+/g, ' ')) ?? {}
  const { low = '', high = '', unit = '', other = '', joint = '' } = groups
  if (low === '' || /[/]/.test(low + high)) return false
  const [a, b] = [number(low), number(high)]
  if (!(a < b || (/or|,/.test(joint) && a !== b))) return false
  const isRange = joint === '-' || joint === '~' || /^(?:either|from|between|anywhere)/i.test(passage)
  if (joint === '/' || joint === ' - ') return false
  const isList = /and|,/.test(joint) && !/^between/i.test(passage)
  if (isList) return unit === '' && /^[\s.]*$/.test(passage.replace(/\s+/g, ' ').slice(several.length))
  return isRange || unit === '' || unit.toLowerCase() === other.toLowerCase()
}

/** Words of a mark that gives no answer; only where no number is there. */
export const NO_ANSWER =
  /\b(?:not possible|impossible|cannot|can't|could not|unable|unknown|undetermined|indeterminate|undefined|none|no (?:solution|answer|such)|not? (?:enough|sufficient|given|known|determinable)|insufficient|n\/a|not sure|unclear|infinite(?:ly many)?|does not exist)\b|无解|无法|不能|不确定/i

/** `5 dollars and 25 cents` is 5.25. */
function money(passage: string): Scalar | null {
  const match = /^(\d{1,9})(?: dollars?)(?: and|,)? (\d{1,2}) cents?\b/i.exec(passage)
  if (match === null) return null
  return { value: sumOf(String(match[1]), `0.${String(match[2]).padStart(2, '0')}`), start: 0, end: match[0].length }
}

/** Not `≠`, `<=` or `==`. */
const EQUALS = /(?<![<>!=:])=(?!=)|≈|\\approx|\\implies|⇒/g

/** The last side of an equation that is one number, else the last that can be computed. */
function sideOf(visible: string): MarkedNumber | null {
  const signs = [...visible.matchAll(EQUALS)]
  if (signs.length === 0) return null
  const bounds = [0, ...signs.map(({ index, 0: sign }) => index + sign.length)]
  const sides = bounds.map((start, index) => ({ start, side: visible.slice(start, signs[index]?.index) }))
  const [first] = sides
  // `18 for 3 friends = 6 each`: the sentence gave its number before it went on.
  if (first !== undefined && isProse(first.side)) return null
  for (const { start, side } of sides.reverse()) {
    const found = single(side)
    if (found !== null) return { ...found, start: found.start + start, end: found.end + start }
  }
  for (const { start, side } of sides) {
    const found = calculation(side, start)
    if (found !== null) return found
  }
  return null
}

/** Starts with a number that words follow, and a second number after these. */
const isProse = (side: string) =>
  resultsIn(side)[0]?.start === 0 &&
  /^[^\d]*[\d.,]+ [a-z]+(?: [a-z]+)* \W{0,2}\d/i.test(side) &&
  !/[×*+/÷\0]|\\times/.test(side)

/** The number of a side that holds one and no calculation: ` $18 a day`. */
function single(side: string): Scalar | null {
  const [first] = resultsIn(side)
  if (first === undefined) return null
  const before = side
    .slice(0, first.start)
    .replace(/[\s*_`"'“‘([{$€£¥₹₩~:,\\]|(?:Rs|USD|about|only|just|exactly)\b/g, '')
  return before === '' && !side.includes('\0\0') ? first : null
}

function calculation(visible: string, offset: number): Calculation | null {
  const [one] = scalarsIn(visible)
  if (one !== undefined && !/\d/.test(visible.slice(0, one.start) + visible.slice(one.end))) return null
  const expression = arithmeticIn(visible.replaceAll('\0', ' '))
  if (expression === null) return null
  const start = visible.length - visible.trimStart().length
  return { expression, start: start + offset, end: visible.trimEnd().replace(/[.!]+$/, '').length + offset }
}

/** Says of a first number that it is on the way only: `3 times 6`, `24 - 6`, `half of 36`. */
const ON_THE_WAY =
  /^\s?(?:[-+×*·÷/]|\\(?:times|cdot|div))|^(?: [a-z]+){0,2} (?:times|multiplied by|plus|minus|divided by|added to|less)\b/i

/** `so 18`, `which is 18`, `or 18`: what comes after a calculation in words. */
const CONCLUDED =
  /(?:,\s?|\s)(?:so|or|hence|thus|therefore|making|giving|totall?ing|for a total of|in total|that is|i\.e\.|which (?:is|equals|makes|gives|comes to|means)|equals|is)\s(?:that's |it is |there are |we get )?\W{0,3}(?=\d)/gi

/** `3 rows of 6 students, so 18`: the factors and the product. */
const COUNTED =
  /^\W{0,3}(\d[\d,]*)(?: [a-z]+){1,3}? (?:of|with|at|holding|by|each with|containing) \W{0,2}(\d[\d,]*)\b/i

function plain(visible: string, passage: string): Scalar | null {
  const numbers = resultsIn(visible)
  const [first = null] = numbers
  const concluded = lastConclusion(visible, numbers)
  if (
    concluded !== null &&
    (CALCULATED.test(visible) || ON_THE_WAY.test(afterFirst(visible)) || isProduct(visible, concluded))
  )
    return concluded
  if (first?.start === 0) return first
  const startsWithNumber = /^-?\d/.test(passage)
  return startsWithNumber ? (ON_THE_WAY.test(afterFirst(visible)) ? concluded : null) : first
}

/** Starts a calculation in words: `twice 9, i.e. 18` */
const CALCULATED = /^(?:the )?(?:twice|half|double|triple|sum|product|difference|quotient)\b/i

const afterFirst = (passage: string) => passage.replace(/^\W{0,3}\d[\d.,]*/, '')

function lastConclusion(visible: string, numbers: readonly Scalar[]): Scalar | null {
  const last = [...visible.matchAll(CONCLUDED)].at(-1)
  if (last === undefined) return null
  const end = last.index + last[0].length
  return numbers.find(({ start }) => start >= end - 2) ?? null
}

function isProduct(visible: string, { value }: Scalar): boolean {
  const match = COUNTED.exec(visible)
  if (match === null) return false
  const [a, b] = [number(String(match[1])), number(String(match[2]))]
  return Number(value) === a * b
}
