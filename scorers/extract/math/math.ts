/**
 * Finds the final answer of a reply about mathematics, as LaTeX: the last box, with nested braces; else what "the final answer is"
 * or "Answer:" says; else the last formula, or the number that its sentence gives to what it names. A mark that is denied or only supposed is none.
 */
import type { Span } from '../../../results/schema/schema.ts'
import { isDoubted } from '../clause.ts'
import { lastReadable } from '../marks.ts'
import type { Extraction, ExtractionRule } from '../rule.ts'
import { closingBrace, depthOf } from './brackets.ts'
import { compareMath } from './equal.ts'
import { loadMathjs } from './evaluate.ts'
import { normalize, plainText } from './normalize.ts'
import { shownMath } from './shown.ts'

/** A longer answer is none. */
const MAX_ANSWER = 4000

/** Of a long reply only the end is read. */
const WINDOW = 2 ** 17

/** `\boxed{…}`, `\fbox{…}`, `\boxed 5`, and `boxed{…}` where the backslash was lost in a string. */
const BOX = /(?:\\boxed|\\fbox|\\framebox|(?<![a-zA-Z\\])boxed(?=\s?\{))\s{0,4}(?<open>\{|(?=[\w\\]))/g

/** `The final answer is $\frac{1}{2}$`, `**Answer:** $x = 5$`, `#### 18`. */
const PHRASE =
  /(?:(?<![a-z])(?:final |correct )?answer\b[*_]{0,3}(?: (?:to|for|of) [^.:\n]{1,60})?(?: is| would be|\s?[:=])(?: equal to| given by)?|(?<!#)####(?!#))[:*_\s]{0,8}/gi

/** A formula as it stands in a text. */
const FORMULA =
  /\$\$(?<double>[^$]{1,4000})\$\$|\$(?<single>[^$\n]{1,4000})\$|\\\((?<round>.{1,4000}?)\\\)|\\\[(?<square>.{1,4000}?)\\\]/gs

/** Without `g`: such an expression keeps where it stopped, and the next reply would be read from there. */
const FIRST_FORMULA = new RegExp(FORMULA.source, 's')

/** A formula that only names something: `$P$`, `$AB$`, `$x_1$`, `$f(3)$`, `$\triangle ABC$`, `$\overline{AB}$`. */
const NAME =
  /^(?:\\(?:triangle|angle|overline|overrightarrow|widehat)\s{0,4})?\{?[A-Za-z]{1,4}'?\}?(?:_\{?\w{1,3}\}?)?(?:\([^()]{1,12}\))?$/

/** The value that a sentence gives to what it names: `… is 11`, `… is then 5 degrees`, `… equals -1/2`. */
const VALUE =
  /^[^.!?\n]{0,200}?\s(?:is|are|equals?|=)(?:\s(?:then|therefore|thus|hence|exactly|simply|equal to))?\s{1,4}(?<value>[-−]?\d[\d,]{0,20}(?:\.\d{1,20})?(?:\/\d{1,9})?)(?!\/|[\w^*+=$\\])/

export const math: ExtractionRule = {
  name: 'math',
  source: 'evalkit: the last \\boxed, else "the final answer is", else the last formula; compared as mathematics',
  reads: 'answer',

  extract(reply) {
    const start = Math.max(0, reply.length - WINDOW)
    const text = reply.slice(start)
    const found = lastBox(text) ?? lastPhrase(text) ?? lastFormula(text)
    if (found === null) return null
    const [from, to] = found.span
    const mark: { mark?: Span } = found.mark ? { mark: [found.mark[0] + start, found.mark[1] + start] } : {}
    return { ...found, span: [from + start, to + start], ...mark }
  },

  prepare: loadMathjs,

  equal: (answer, target) => plainText(normalize(answer)) === plainText(normalize(target)),

  async compare(answer, target) {
    const { equal, by } = await compareMath(answer, target)
    return { equal, by, answer: shownMath(answer), target: shownMath(target) }
  },
}

/** `none`: the last mark gives an answer that is beyond its bounds. */
type Found = Extraction | 'none'

const orNull = (found: Found | null) => (found === 'none' ? null : found)

function lastBox(text: string): Extraction | null {
  const found = lastReadable<Found>(text, BOX, (end, { index, groups }) => {
    if (isDoubted(text, index)) return null
    const [from, to] = groups?.open === '{' ? [end, closingBrace(text, end - 1)] : [end, bareEnd(text, end)]
    return to <= from ? null : (extraction(text, from, to, 'boxed', [index, end]) ?? 'none')
  })
  return orNull(found)
}

/** `\boxed 5`, `\boxed\frac12`: up to the next blank or dollar. */
const bareEnd = (text: string, from: number) =>
  from + (/^[^\s$]{1,200}/.exec(text.slice(from, from + 200))?.[0].length ?? 0)

function lastPhrase(text: string): Extraction | null {
  const found = lastReadable<Found>(text, PHRASE, (start, { index }) => {
    if (isDoubted(text, index)) return null
    const rest = text.slice(start, start + MAX_ANSWER)
    const formula = FIRST_FORMULA.exec(rest)
    const mark: Span = [index, start]
    if (formula !== null && formula.index <= 2) {
      return inFormula(text, formula, start, 'final-answer', mark) ?? 'none'
    }
    const line = /^(?:[^.\n*]|\.(?=\d)|\*(?!\*))+/.exec(rest)?.[0].trimEnd() ?? ''
    return line === '' ? null : (extraction(text, start, start + line.length, 'final-answer', mark) ?? 'none')
  })
  return orNull(found)
}

function lastFormula(text: string): Extraction | null {
  const formula = [...text.matchAll(FORMULA)].at(-1)
  if (formula === undefined) return null
  const found = inFormula(text, formula, 0, 'last-formula')
  const end = formula.index + formula[0].length
  return (found !== null && NAME.test(found.answer) ? valueAfter(text, end) : null) ?? found
}

/** `The distance from $P$ to the vertex is 11.` is about P, and its answer is 11. */
function valueAfter(text: string, end: number): Extraction | null {
  const match = VALUE.exec(text.slice(end, end + 300))
  const value = match?.groups?.value
  if (match === null || value === undefined) return null
  const to = end + match[0].length
  return extraction(text, to - value.length, to, 'last-formula')
}

function inFormula(text: string, match: RegExpExecArray, offset: number, via: string, mark?: Span): Extraction | null {
  const inside = Object.values(match.groups ?? {}).find((one) => one !== undefined) ?? ''
  const from = offset + match.index + match[0].indexOf(inside)
  return extraction(text, from, from + inside.length, via, mark)
}

/** Beyond its bounds an answer is none. */
function extraction(text: string, from: number, to: number, via: string, mark?: Span): Extraction | null {
  const answer = text.slice(from, to).trim()
  if (answer === '' || answer.length > MAX_ANSWER || depthOf(answer) === null) return null
  const start = from + text.slice(from, to).indexOf(answer)
  return {
    answer,
    span: [start, start + answer.length],
    ...(mark && { mark }),
    via,
    explicit: via !== 'last-formula',
  }
}
