/**
 * Classifies a number by its surroundings: in an aside, an operand, a label, or, if none of these, a result.
 *
 * Passages are folded text (`fold.ts`). Only a few characters to each side of a number are looked at.
 */
import type { Scalar } from './scalar.ts'

const UNITS =
  'hours?|hrs?|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|feet|foot|ft|inch(?:es)?|dollars?|cents?|pounds?|lbs?|ounces?|oz'

const ASIDES: readonly RegExp[] = [
  /^[\s>#*_•+-]*\(?\d{1,3}[.)][*_]*\s(?=.*\p{L})/u, //  3. Subtract   - **(3)** Subtract
  /(?<![\\\w])\((?!\s?\$?\d[\d,.]*\s?\))[^()]*\)/g, // (see 2.)   (9 × 2)   but not: eighteen (18)
  /\b(?:steps?|equation|question|problem|example|figure|part|option|method)\s?#?\d+(?!\d|[.,]\d)/gi, // Step 3
  /(?<=\d[^\n[\]]{0,60}[\w.!?*)] ?)\[\d{1,3}\](?=[\s.]*$|[.,;])/g, // 18 marbles left [2].
  /(?<![\d.,])\d[\d.,]*\s?(?:ft|feet|foot|'),?\s?(?:and\s)?\d[\d.,]*\s?(?:in\b|")/gi, // 6 ft 3 in
  /, which is \W{0,2}\d[\d.,]*\s(?:\w+\s){0,2}(?:more|less|fewer|higher|lower) than\b/g, // $18, which is 2 dollars more than
  // 5 hours and 30 minutes: neither 5 nor 30
  new RegExp(`(?<![\\d.,])\\d[\\d.,]*\\s?(?:${UNITS}),?\\s(?:and\\s)?\\d[\\d.,]*\\s?(?:${UNITS})\\b`, 'gi'),
  // 90 minutes, i.e. 1.5 hours
  new RegExp(`(?<=\\d\\s?(?:${UNITS})),\\s(?:i\\.e\\.|that is),?\\s\\d[\\d.,]*\\s?(?:${UNITS})\\b`, 'gi'),
]

/** Stands for each character of an aside; beside an operator it counts as a number. */
const BLANK = '\0'

/** Blanks out what never holds the result. Offsets stay. */
export function withoutAsides(line: string): string {
  return ASIDES.reduce((rest, aside) => rest.replace(aside, (match) => BLANK.repeat(match.length)), line)
}

/** What a number may be next to: patterns for the text that ends, and that starts, where the number does. */
interface Surroundings {
  readonly left: readonly RegExp[]
  readonly right: readonly RegExp[]
}

const OPERAND: Surroundings = {
  left: [
    /(?:[×÷]|\\(?:times|cdot|div))\s?(?:\\?[$€£¥₹])?\s?\(?$/, //                        × 2   \times 2
    /(?:[\w)}%\0]\s?\+|[\w)}%\0]\s(?:\/|\*(?!\*)))\s?(?:\\?[$€£¥₹])?\s?\(?$/, //        9 eggs + 2   9 eggs * $2
    /[\d)%\0](?:\s?[-/~x]|\*(?!\*)|\sor\s)\s?(?:\\?[$€£¥₹])?\s?\(?$/, //               9 - 2   9/2   9x2   9*2   9 or 11
    /%\sof\s(?:\\?[$€£¥₹])?\s?$/, //                                                    20% of 90
  ],
  right: [
    /^(?:\s?\\?%)?(?:\s[a-z]{1,12}){0,2}\s?(?:[×÷]|\\(?:times|cdot|div))/, //                              9 eggs ×
    /^(?:\s?\\?%)?(?:\s[a-z]{1,12}){0,2}\s?(?:[+/]|\*(?!\*))\s?(?:\\?[$€£¥₹])?\s?[\d(\0.]/, //             9 eggs * $2
    /^(?:\s?[-~x]|\s(?:or|to)\s|\s?\\?%\sof\s)\s?(?:\\?[$€£¥₹])?\s?[\d(\0.]/, // 9 - 2   9 or 11   9.6 to 10   20% of 90
    /^[A-Za-z]\s?(?:=|[-+]\s?\d)/, //                                                                      3x = 18
  ],
}

const LABEL: Surroundings = {
  left: [
    /\b(?:day|week|month|year|hour|grade|room|chapter|page)\s$/i, // day 3
    /[A-Za-z]-$|(?<!#)#$|\bnot\s\\?\$?$/, //                         B-3   #3   18, not 3
    /\d\s?(?:(?:[a-z]{1,12}\s){0,2}(?:of\s(?:the|these|those|all|his|her|their|its|my|our)|out\sof)|of)\s$/, // 18 of the 24
    /\d[^.]{0,40}\seach\sof\s(?:the|these|those|his|her|their|its|my|our)\s$/, // 18 in each of the 4 classes
    /\d\s(?:more|additional|extra)\s(?:[a-z]{1,12}\s){0,3}to\s(?:reach|get\sto|make|afford|buy)\s\\?[$€£]?$/, // 18 more minutes to reach 60
    /\btakes?\s(?:[a-z]{1,12}\s){0,2}\d[\d.,]*\s(?:seconds|minutes|hours|days|weeks|months|years)\sto\s(?:[a-z]{1,12}\s){1,3}$/i, // takes 18 days to build 3
    /\d[^.]{0,40},\s(?:with|after|for)\s$/, //                       18 sweets, with 2 left over
  ],
  right: [
    /^(?:st|nd|rd|th)\b/, //                                         3rd
    /^-[A-Za-z]/, //                                                 a 3-day trip
    /^\s?\\?%\s?\|/, //                                             | 18 | 100% |
  ],
}

/** Part of a calculation, of a range or of a choice: `3 + 4`, `5-7`, `5 or 6`. */
export const isOperand = (number: Scalar, passage: string): boolean => isIn(OPERAND, number, passage)

/** A result only where there is no other: `day 3`. */
export const isLabel = (number: Scalar, passage: string): boolean =>
  isYear(number, passage) || isSchedule(number, passage) || isIn(LABEL, number, passage)

/** `in 2024` */
const isYear = ({ value, start }: Scalar, passage: string) =>
  /^(?:19|20)\d\d$/.test(value) &&
  /\b(?:in|since|by|from|until|of|year)\s$/i.test(passage.slice(Math.max(0, start - 8), start))

/** `…, 7 days a week` */
const isSchedule = ({ start, end }: Scalar, passage: string) =>
  /,\s$/.test(passage.slice(Math.max(0, start - 2), start)) &&
  /^\s(?:hours?|days?|weeks?|months?|times)\s(?:a|per|each|every)\s(?:day|week|month|year)\b/.test(
    passage.slice(end, end + 40),
  )

function isIn({ left, right }: Surroundings, { start, end }: Scalar, passage: string): boolean {
  const before = passage.slice(Math.max(0, start - 64), start)
  const after = passage.slice(end, end + 40)
  return left.some((pattern) => pattern.test(before)) || right.some((pattern) => pattern.test(after))
}
