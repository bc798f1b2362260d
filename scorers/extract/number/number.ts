/**
 * Our own rule for a final number: what the reply marks as its answer, else the last number that is a result.
 *
 * The last deliberate mark counts, whatever its kind: `\boxed{18}`, `#### 18`, "the answer is 18", `Answer: 18`. A mark that
 * is denied ("not \boxed{20}") or supposed ("one may think the answer is 20") is none; one that says that there is no answer,
 * or gives two, leaves none. What the reply takes back after its last mark ("Wait, I forgot the tip: it is 20") is read from
 * there. Words before a number in prose are weaker than a mark with the number right after it. Without any mark the last
 * result counts (`result.ts`). Numbers are compared exactly, so `18.00` is 18 and `3/4` is 0.75; `scalar.ts` says what is
 * read as a number, `arithmetic.ts` what is computed.
 */
import { isDoubted } from '../clause.ts'
import { correctionIn } from '../correction.ts'
import { lastReadable, WINDOW } from '../marks.ts'
import { type Extraction, type ExtractionRule, shifted } from '../rule.ts'
import { evaluate } from './arithmetic.ts'
import { fold } from './fold.ts'
import {
  gapIn,
  NUMERIC,
  opening,
  PARAGRAPH_END,
  passageFrom,
  REACH,
  SENTENCE_END,
  SEVERAL,
  upTo,
  upToClosingBrace,
} from './gap.ts'
import { withoutDress } from './latex.ts'
import { MARK, OF_A_PART } from './marks.ts'
import { type MarkedNumber, markedNumber, NO_ANSWER } from './passage.ts'
import { sameNumber } from './rational.ts'
import { lastResult, NOTE } from './result.ts'
import { firstScalar, type Scalar, scalarsIn } from './scalar.ts'
import { lastWords } from './words.ts'

export const number: ExtractionRule = {
  name: 'number',
  source: 'evalkit: the last of \\boxed, ####, "the answer is", else the last result; compared as exact numbers',
  reads: 'answer',

  extract(text) {
    const start = Math.max(0, text.length - WINDOW)
    const found = read(fold(text.slice(start)))
    return found && shifted(found, start)
  },

  equal(answer, target) {
    const [a, b] = [firstScalar(answer), firstScalar(target)]
    return a !== null && b !== null && sameNumber(a, b)
  },
}

/** `none`: a mark says that there is no answer. */
type Found = Extraction | 'none'

function read(reply: string): Extraction | null {
  const marked = lastMarked(reply)
  if (marked === null) return unmarked(reply)
  const end = marked === 'none' ? reply.length : marked.span[1]
  const found = marked === 'none' ? null : (corrected(reply, end) ?? marked)
  return found
}

/** A number in prose after a mark yields to one that a mark before it gave. */
function lastMarked(reply: string): Found | null {
  let prose: Extraction | undefined
  const direct = lastReadable<Found>(reply, MARK, (end, match, next) => {
    const found = readMark(reply, match, end, next)
    if (found === null || found === 'none') return found
    const marked: Extraction = { ...found, mark: [match.index, end] }
    if (found.explicit) return marked
    prose ??= marked
    return null
  })
  return direct ?? prose ?? null
}

function readMark(reply: string, match: RegExpExecArray, end: number, next: number): Found | null {
  const { groups = {}, index } = match
  if (isDoubted(reply, index)) return null
  if (groups.box !== undefined) return boxed(reply, end)
  if (groups.hash !== undefined) return hashes(reply, end)
  if (groups.after !== undefined) return before(reply, index)
  if (groups.label !== undefined) return labelled(reply, end)
  return phrase(reply, match, end, next)
}

function boxed(reply: string, start: number): Found | null {
  const inside = upToClosingBrace(reply.slice(start, start + REACH))
  if (inside === null) return null
  const plain = withoutDress(inside)
  const gap = opening(plain, gapIn(plain, 0))
  return found(markedNumber(plain.slice(gap)), start + gap, 'boxed')
}

/** `#### 18`, `#### $18 per day`, `#### Total: 18`; not the Markdown headings `#### 2. Add the eggs` and `#### Step 2`. */
function hashes(reply: string, mark: number): Found | null {
  const start = opening(reply, gapIn(reply, mark))
  const line = passageFrom(reply, start, /\n/)
  const isLeading = NUMERIC.test(line) || SEVERAL.test(line)
  if (isLeading) return found(markedNumber(withoutDress(line)), start, 'hashes')
  const label = Math.max(line.lastIndexOf(':') + 1, line.search(/(?<=\b(?:is|are|equals)\s)\W{0,3}\d/))
  const from = gapIn(line, label)
  if (label > 0 && NUMERIC.test(line.slice(from))) {
    return found(markedNumber(withoutDress(line.slice(from))), start + from, 'hashes')
  }
  return /\d/.test(line) ? null : found(markedNumber(line), start, 'hashes')
}

/**
 * The number right after the words, or, where prose comes first, the last result: after "is" of that sentence, after
 * "Final answer:" of that paragraph, after "Answer:" of all that follows, for the reasoning may well come after it:
 * `Answer: Ann sells 9 eggs.\nShe gets 9 × 2 = $18.`
 */
function phrase(
  reply: string,
  { groups = {}, index, 0: words }: RegExpExecArray,
  mark: number,
  next: number,
): Found | null {
  const line = reply.slice(reply.lastIndexOf('\n', index) + 1, mark)
  if (NOTE.test(line.trimStart())) return null
  const start = opening(reply, gapIn(reply, mark))
  const sentence = passageFrom(reply, start, SENTENCE_END)
  if (isCounterfactual(words, sentence) && /\d/.test(reply.slice(start + sentence.length))) return null
  if (OF_A_PART.test(words) && /\d/.test(reply.slice(start + sentence.length))) return null
  if (!isListItem(reply, mark, start)) {
    const direct = NUMERIC.test(sentence) || SEVERAL.test(sentence) || !/\d/.test(sentence)
    const number = direct ? markedNumber(withoutDress(sentence)) : null
    if (number !== null) return found(number, start, 'phrase')
    if (NUMERIC.test(sentence)) return null
  }
  const rest = reply.slice(start, next)
  const prose = groups.colon === undefined ? sentence : groups.final === undefined ? rest : upTo(PARAGRAPH_END, rest)
  return found(lastResult(prose), start, 'phrase', false)
}

/** `The answer would be 20 if she kept them all. So it is 18.` */
const isCounterfactual = (words: string, sentence: string) =>
  /\bwould be$/i.test(words) && /^\W{0,4}\d[\d.,]*(?: [a-z]+)?,? (?:if|had)\b/i.test(sentence)

/** `18 is the answer`: the last number of the words before, where no more than a unit follows it. */
function before(reply: string, mark: number): Extraction | null {
  const start = Math.max(reply.lastIndexOf('\n', mark) + 1, mark - 80)
  const words = reply.slice(start, mark)
  const last = [...scalarsIn(words)].at(-1)
  if (last === undefined || /[^\s\w*_$)\]}%°²³]/.test(words.slice(last.end)) || mark - start - last.end > 24)
    return null
  return found(last, start, 'phrase') as Extraction
}

/** `Result: 18 eggs`; with more than a number and its unit it is the head of a solution. */
function labelled(reply: string, mark: number): Found | null {
  const start = gapIn(reply, mark)
  if (reply.slice(mark, start).includes('\n')) return null
  const line = passageFrom(reply, start, /\n/)
  const isShort = NUMERIC.test(line) && !/[=.]\s*\S*\d/.test(line.replace(/^\W*[\d.,]+/, '')) && line.length <= 60
  return isShort ? found(markedNumber(withoutDress(line)), start, 'phrase') : null
}

/** What the reply puts in the place of the answer it had marked. */
function corrected(reply: string, end: number): Extraction | null {
  const rest = reply.slice(end)
  const at = correctionIn(rest)
  if (at === null) return null
  return found(lastResult(rest.slice(at)), end + at, 'correction') as Extraction | null
}

/** `Answer:\n1. Ann sells` */
const isListItem = (reply: string, mark: number, start: number) =>
  reply.slice(mark, start).includes('\n') && /^\d{1,2}[.)]\s/.test(reply.slice(start, start + 4))

function unmarked(reply: string): Extraction | null {
  const result = lastResult(reply)
  if (result !== null) return found(result, 0, result.via, false) as Extraction
  return /\d/.test(reply) || NO_ANSWER.test(reply)
    ? null
    : (found(lastWords(reply), 0, 'words', false) as Extraction | null)
}

function found(number: MarkedNumber | Scalar | null, offset: number, via: string, explicit = true): Found | null {
  if (number === null || number === 'none') return number
  const span = [number.start + offset, number.end + offset] as [number, number]
  if ('value' in number) return { answer: number.value, span, via, explicit }
  const written: Extraction = { answer: number.expression, span, via, explicit }
  return {
    ...written,
    evaluate: async () => {
      const value = await evaluate(number.expression)
      return value === null ? null : { ...written, answer: value }
    },
  }
}
