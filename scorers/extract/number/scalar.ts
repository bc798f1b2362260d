/**
 * One number as people and models write it: `1,080`, `-$1 080.50`, `\frac{3}{4}`, `1 1/2`, `1.5 × 10^3`, `2 million`.
 *
 * Grouping may be by comma, space, apostrophe, underscore, `{,}`, `\,` or, where it cannot be a decimal point, by dots; a comma before
 * one or two digits is a decimal comma (`12,50`); a full hour is its number (`5:00`).
 * Currency and units are ignored, and so is the percent sign: `50%` is 50.
 * A number may have a scale (`scale.ts`). Not read here: number words (`words.ts`), times and ratios (`12:30`), dates (`3/4/2024`), lists without spaces (`1,2,3`), powers (`2^10`),
 * and what follows a letter at once (`x1`).
 */
import { oneOf } from '../one-of.ts'
import { fold } from './fold.ts'
import { exactValue, sumOf } from './rational.ts'
import { powerOf, SCALE } from './scale.ts'

export interface Scalar {
  /** In lowest terms: `1080`, `-0.75`, `1/3`. */
  readonly value: string
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

const NOT_AFTER = oneOf(
  /[A-Za-z\d]/, //                        x1, and the middle of a number
  /\d(?:[.,:/]|\*\*)/, //                 1,2,3  1.2.3  12:30  3/4/2024  2**10
  /[A-Za-z\d}]_\{?|\^\{?/, //             x_1  m^2
  /(?:frac|sqrt)\s?\{\s?/, //             \frac{3}{x}
  /frac\s?\{[^{}]{0,24}\}\s?\{\s?/, //    \frac{x}{3}
)

const NOT_BEFORE = oneOf(
  /\d|[.,:/]\d/, //                       as above
  /\s?\^(?!\s?\{?\\circ)|\*\*\d/, //      2^10  2**10, but 20^\circ
  /[²³¹⁰⁴-⁹⁻]/, //                        2³
)

const SIGN = oneOf(
  /(?<![\d)\]}%]\s?|[A-Za-z-])-(?:\\?[$€£¥₹]\s?)?/, //  -5  -$5, but not 7-5
  /(?<==\s?)-\s/, //                                    = - 5
  /(?<![A-Za-z])[Nn]egative\s/, //                      negative 5
  // is minus 5, but not 7 minus 5
  /[Mm]inus\s(?<=(?:^|[:=(]|\b(?:is|was|are|were|be|to|of|at|by|equals|about|reaches|reached)\b)\s?[*_$]{0,3}[Mm]inus\s)/,
)

/** Above or below in a fraction of LaTeX: `1,200`, `-1.5`. */
const TERM = /-?(?:\\?\$)?(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,24})(?:\.\d{1,12})?/

const FRACTION = oneOf(
  // 1\frac{3}{4}  \frac{-1.5}{1,200}
  new RegExp(
    `(?:(?<whole>\\d{1,9})\\s?)?\\\\[dtc]?frac\\s?\\{\\s?(?<above>${TERM.source})\\s?\\}\\s?\\{\\s?(?<below>${TERM.source})\\s?\\}`,
  ),
  /(?:(?<whole>\d{1,9})\s?)?\\[dtc]?frac\s?(?<above>\d)(?<below>\d)/, //                    \frac34
  /(?<whole>\d{1,9})(?<joint> and | & |-)(?<above>\d{1,2})\/(?<below>\d{1,3})(?!\d| of\b)/, //   3 and 1/2  2-1/2
  /(?:(?<whole>\d{1,9}) )?(?<above>\d{1,24})\/(?<below>\d{1,24})/, //                        1 3/4
  /(?:(?<whole>\d{1,9}) ?)?(?<vulgar>[¼-¾⅐-⅞])/, //                                          1¾
)

const PLAIN = oneOf(
  /\d{1,3}(?<gap>[. '])\d{3}(?:\k<gap>\d{3})*,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}/, //    1.080,50  1.080.000
  /\d{1,3}(?<gap>,|\{,\}|,?\\[,;:! ]|[ '_])\d{3}(?:\k<gap>\d{3})*(?:\.\d+)?/, //     1,080.50  1 080  1{,}080
  /\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?/, //                                          1,00,000
  /\d+,\d{1,2}|\d+(?:(?:\.|\{\.\})\d+)?|(?<![\w.)])\.\d+/, //                                  12,50  12.50  .5
)

const EXPONENT = oneOf(
  /[eE](?<power>[+-]?\d{1,4})(?!\w)/, //                                                      1.5e3
  /\s?(?:[×x*·]|\\times|\\cdot)\s?10\s?\^\s?(?<power>-?\d{1,4}|\{\s?-?\d{1,4}\s?\})/, //       1.5 \times 10^{3}
  /\s?(?:[×x*·]|\\times|\\cdot)\s?10(?<raised>⁻?[⁰¹²³⁴-⁹]{1,3})/, //                          1.5 × 10³
)

/**
 * Every readable number of a folded text. Linear: a number starts only where NOT_AFTER lets it, so the digits that one
 * start has passed are not passed again from the next.
 */
const NUMBER = new RegExp(
  `(?<sign>${SIGN})?(?<!${NOT_AFTER})` +
    `(?:${FRACTION}|(?<plain>\\d{1,2}):00|(?<plain>${PLAIN})${EXPONENT}?)(?!${NOT_BEFORE})` +
    `${SCALE}?`,
  'g',
)

const CHINESE_SCALE = /[百千万萬亿億兆]$/

/** All readable numbers of a folded text, in order. Parts that follow each other at once are one: `1万2千`. */
export function* scalarsIn(text: string): Generator<Scalar> {
  let part: Scalar | undefined
  for (const match of text.matchAll(NUMBER)) {
    const value = lowestTermsOf(match)
    if (value === null) continue
    const [start, end] = [match.index, match.index + match[0].length]
    if (part?.end === start) part = { value: sumOf(part.value, value), start: part.start, end }
    else {
      if (part !== undefined) yield part
      part = { value, start, end }
    }
    if (CHINESE_SCALE.test(match[0])) continue
    yield part
    part = undefined
  }
  if (part !== undefined) yield part
}

/** The first number of a text in lowest terms, as of a target: `1,080` → `1080`. */
export function firstScalar(text: string): string | null {
  for (const { value } of scalarsIn(fold(text))) return value
  return null
}

function lowestTermsOf({ 0: written, groups = {} }: RegExpExecArray): string | null {
  const isSimple = /^(?:-?[1-9]\d{0,14}|0)$/.test(written)
  if (isSimple) return written
  const isMixed = groups.joint === undefined || Number(groups.above) < Number(groups.below)
  if (!isMixed) return null
  const power = groups.power?.replace(/[{}\s]/g, '') ?? fromSuperscript(groups.raised ?? '')
  return exactValue({
    ...groups,
    exponent: Number(power) + powerOf(groups.scale) + powerOf(groups.again),
    negative: groups.sign !== undefined,
  })
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `⁻³` → `-3`. */
const fromSuperscript = (raised: string) =>
  raised.replace(/./g, (digit) => (digit === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(digit))))
