/** What is between a mark and its number, and how far the number's passage goes. Texts are folded (`fold.ts`). */
import { oneOf } from '../one-of.ts'

/** As far as a sentence or a box is read, in characters. */
export const REACH = 400

export const SENTENCE_END = /(?<!\b(?:i\.e|e\.g|approx|Rs))[.!?](?=\s|$)|[。；\n]/
export const PARAGRAPH_END = /\n[ \t]*\n/

/** Starts as a number does: `18`, `-3`, `-$3`, `.5`, `1\frac{1}{2}`, `negative 3`. */
export const NUMERIC = /^\(?(?:-|negative\s|minus\s)?(?:\\?[$€£¥₹]\s?)?(?:\.?\d|[¼-¾⅐-⅞]|\\[dtc]?frac)/i

export const SEVERAL = /^(?:either|between|from|anywhere from) \W{0,3}\d/i

/** What may be between a mark and its number. */
const GAP = new RegExp(
  `${oneOf(
    /[\s*_`"'“”‘«‹⟨<>|({[~≈:=,+…—]|\.{2,3}/, //                             **(   "
    /\\[([$,;! ]|\\(?:text|textbf|mathbf|mathrm|boldsymbol)\s?\{/, //        \( \text{
    /\\?[$€£¥₹₩](?!\s?[\d.,]{1,24}[mTt](?![A-Za-z\d]))|(?:US|USD|EUR|GBP|INR|R|Rs\.?)(?![A-Za-z])/, //             $  R$
    /[A-Za-z]\s?=/, //                                                      x =
    /(?:approximately|about|around|roughly|only|just|exactly|simply|nearly|almost|at least|at most|actually)(?![A-Za-z])/,
    /(?:therefore|thus|now|that|is|equal to|a total of|indeed|clearly|still)(?![A-Za-z])/,
  )}{0,200}`,
  'iy',
)

/** @returns where the gap that starts at `from` ends */
export function gapIn(text: string, from: number): number {
  GAP.lastIndex = from
  return from + (GAP.exec(text)?.[0].length ?? 0)
}

/** Back to the parenthesis that a calculation starts with: `(3 + 6) × 2`. @param gap where the gap before it ends */
export function opening(text: string, gap: number): number {
  if (text[gap - 1] !== '(') return gap
  const line = text.slice(gap, gap + REACH).split('\n', 1)[0] ?? ''
  return /^[^()]*\)\s?(?:[-+×*÷/^(\d]|\\(?:times|cdot|div))/.test(line) && !/^[^()]*\)\s?\d/.test(line) ? gap - 1 : gap
}

export const passageFrom = (reply: string, start: number, stop: RegExp) => upTo(stop, reply.slice(start, start + REACH))

export function upTo(stop: RegExp, text: string): string {
  const end = text.search(stop)
  return end === -1 ? text : text.slice(0, end)
}

/** @returns null when the brace is not closed: a cut number, or no number */
export function upToClosingBrace(text: string): string | null {
  let depth = 1
  for (const { index, 0: brace } of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth === 0) return text.slice(0, index)
  }
  return null
}
