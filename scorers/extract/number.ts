/**
 * Our own rule for a final number: what the reply marks as its answer, else the last number that is a result.
 *
 * In this order: the last `\boxed{}`, the last `####`, the last "the answer is" in one of its wordings, then the last
 * result (`result.ts`). Of several marks of one kind the last that has a readable number counts. Numbers are compared
 * exactly, so `18.00` is 18 and `3/4` is 0.75; `scalar.ts` says what is read as a number, and how.
 */
import { lastReadable, WINDOW } from './marks.ts'
import { oneOf } from './one-of.ts'
import { sameNumber } from './rational.ts'
import { lastResult, markedResult } from './result.ts'
import type { Extraction, ExtractionRule } from './rule.ts'
import { firstScalar, fold, type Scalar } from './scalar.ts'

/** As far as a sentence or a box is read, in characters. */
const REACH = 400

export const number: ExtractionRule = {
  name: 'number',
  source: 'evalkit: \\boxed, ####, "the answer is", else the last result; compared as exact numbers',
  reads: 'answer',

  extract(text) {
    const start = Math.max(0, text.length - WINDOW)
    const reply = fold(text.slice(start))
    const found = boxed(reply) ?? hashes(reply) ?? phrase(reply) ?? unmarked(reply)
    return found && { ...found, span: [found.span[0] + start, found.span[1] + start] }
  },

  equal(answer, target) {
    const [a, b] = [firstScalar(answer), firstScalar(target)]
    return a !== null && b !== null && sameNumber(a, b)
  },
}

/** `\boxed{18}`, `\boxed{\text{18 apples}}`, and `boxed{18}` where the backslash was lost in a string. */
function boxed(reply: string): Extraction | null {
  return lastReadable(reply, /boxed\s?\{/g, (start) => {
    const inside = upToClosingBrace(reply.slice(start, start + REACH))
    if (inside === null) return null
    const gap = gapIn(inside, 0)
    return extraction(markedResult(inside.slice(gap)), start + gap, 'boxed')
  })
}

/** `#### 18`, `####18`, `#### $18 per day`; not the Markdown headings `#### 2. Add the eggs` and `##### 2`. */
function hashes(reply: string): Extraction | null {
  return lastReadable(reply, /(?<!#)####(?!#)/g, (mark) => {
    const start = gapIn(reply, mark)
    const line = passageFrom(reply, start, /\n/)
    return NUMERIC.test(line) ? extraction(markedResult(line), start, 'hashes') : null
  })
}

const ANSWER = new RegExp(
  oneOf(
    /(?<![a-z])(?<final>final\s)?answers?["'*_\s]{0,8}(?<colon>[:=]|\s-\s)/, //               **Answer**: 18   {"answer": 18}
    /(?<![a-z])answers?\s(?:to|for|of|in)\s[^.:=\n]{0,80}(?<colon>[:=])/, // Answer to the question: 18
    /(?<![a-z])answers?["'*_]{0,4}(?:\s(?:to|for|of|in)\s[^.,:\n]{0,60}?|\s(?:therefore|thus|then|hence))?\s(?:is|are|was|equals|(?:would|will|should|must) be|comes (?:out )?to)\b(?!\s+not\b)/,
    //                                                                      the answer in dollars is 18
    /^[ \t>#*_]*(?:the )?(?<final>final )?(?<colon>answer)[ \t*_]*$/, //  ### Final answer
    /^[ \t>*_]*(?:A|Ans\.?)[*_]*\s?(?<colon>:)/, //                         A: 18
    /答[案え]?\s?(?:是|为|為|は|】|(?<colon>[:=]))/, //                        答案是18
  ),
  'gim',
)

/**
 * The number right after the words, or, where prose comes first, the last result: after "is" of that sentence, after
 * "Final answer:" of that paragraph, after "Answer:" of all that follows, for the reasoning may well come after it:
 * `Answer: Ann sells 9 eggs.\nShe gets 9 × 2 = $18.`
 */
function phrase(reply: string): Extraction | null {
  return lastReadable(reply, ANSWER, (mark, { groups = {} }, next) => {
    const start = gapIn(reply, mark)
    const sentence = passageFrom(reply, start, SENTENCE_END)
    if (NUMERIC.test(sentence) && !isListItem(reply, mark, start)) {
      return extraction(markedResult(sentence), start, 'phrase')
    }
    const rest = reply.slice(start, next)
    const prose = groups.colon === undefined ? sentence : groups.final === undefined ? rest : upTo(PARAGRAPH_END, rest)
    return extraction(lastResult(prose), start, 'phrase', false)
  })
}

/** `Answer:\n1. Ann sells` */
const isListItem = (reply: string, mark: number, start: number) =>
  reply.slice(mark, start).includes('\n') && /^\d{1,2}[.)]\s/.test(reply.slice(start, start + 4))

function unmarked(reply: string): Extraction | null {
  const result = lastResult(reply)
  return result && extraction(result, 0, result.via, false)
}

const SENTENCE_END = /[.!?](?=\s|$)|[。；\n]/
const PARAGRAPH_END = /\n[ \t]*\n/

/** Starts as a number does: `18`, `-3`, `-$3`, `.5`, `1\frac{1}{2}`, `negative 3`. */
const NUMERIC = /^(?:-|negative\s)?(?:\\?[$€£¥₹]\s?)?(?:\.?\d|[½¼¾⅓⅔]|\\[dtc]?frac)/i

/** What may stand between a mark and its number: markup, currency, `\text{`, `x =`, filler words. */
const GAP =
  /(?:[\s*_`"'“”({[$€£¥₹~≈:=,]|\\[([$,;! ]|\\(?:text|textbf|mathbf|mathrm|boldsymbol)\s?\{|[A-Za-z]\s?=|(?:US|approximately|about|around|roughly|only|just|exactly|simply|therefore|thus|now|that|is|equal to|a total of)\b){0,64}/iy

/** @returns where the gap that starts at `from` ends */
function gapIn(text: string, from: number): number {
  GAP.lastIndex = from
  return from + (GAP.exec(text)?.[0].length ?? 0)
}

const passageFrom = (reply: string, start: number, stop: RegExp) => upTo(stop, reply.slice(start, start + REACH))

function upTo(stop: RegExp, text: string): string {
  const end = text.search(stop)
  return end === -1 ? text : text.slice(0, end)
}

/** @returns null when the brace is not closed: a cut number, or no number */
function upToClosingBrace(text: string): string | null {
  let depth = 1
  for (const { index, 0: brace } of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth === 0) return text.slice(0, index)
  }
  return null
}

function extraction(found: Scalar | null, offset: number, via: string, explicit = true): Extraction | null {
  return found && { answer: found.value, span: [found.start + offset, found.end + offset], via, explicit }
}
