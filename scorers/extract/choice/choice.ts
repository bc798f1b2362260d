/**
 * Our own rule for the option that a reply chooses.
 *
 * The last mark that a letter follows counts: `Answer: C`, `\boxed{C}`, "the correct answer is option C", `答案：C`, `#### C`.
 * A mark that is denied or supposed is none, two letters in one mark are no answer, and what the reply takes back after it is
 * read from there. Without a mark: an option's text or value that is marked (where the prompt lists the options), the last
 * choice in words ("option C is correct", 故选C), the option's letter and text on a line of its own near the end, a letter that
 * stands alone at the very end, the text of one option alone. Letters reach from A to J whatever is offered: an answer that
 * no option has is wrong, and not a reason to look further back. An article, a unit or a formula is no letter:
 * `Answer: A solution of …`, `Answer: C–H bonds`, `Answer: E = mc²`.
 */
import { isDoubted } from '../clause.ts'
import { correctionIn } from '../correction.ts'
import { lastReadable, WINDOW } from '../marks.ts'
import { upToClosingBrace } from '../number/gap.ts'
import { type Extraction, type ExtractionRule, shifted } from '../rule.ts'
import { type Letter, letterAfter, letterConcluded } from './letter.ts'
import { MARK } from './marks.ts'
import { foldLetters, letterOf, optionEqualTo, optionsIn } from './options.ts'
import { inWords, lastLetter, optionLine } from './words.ts'

export const choice: ExtractionRule = {
  name: 'multiple-choice',
  source:
    'evalkit: the last "Answer: C", \\boxed{C}, "the answer is C" or 答案：C, else a choice in words, an option’s line, a last letter',
  reads: 'answer',

  extract(text, prompt = '') {
    const start = Math.max(0, text.length - WINDOW)
    const found = read(foldLetters(text.slice(start)), prompt)
    return found && shifted(found, start)
  },

  equal: (answer, target) => answer === target,
}

/** As far as a line or a box is read, in characters. */
const REACH = 400

function read(reply: string, prompt: string): Extraction | null {
  let listed: readonly string[] | undefined
  const options = () => {
    listed ??= optionsIn(prompt)
    return listed
  }
  const offered = prompt === '' ? '' : letterOf(options().length - 1)
  const marked = lastMarked(reply, offered)
  if (marked === 'several') return null
  if (marked !== null) return corrected(reply, marked.span[1], offered) ?? marked
  return (
    (prompt === '' ? null : markedText(reply, options())) ??
    extraction(inWords(reply, offered), 'words', false) ??
    extraction(optionLine(reply), 'option-line', false) ??
    extraction(lastLetter(reply), 'last-letter', false) ??
    (prompt === '' ? null : lastText(reply, options()))
  )
}

/** A box with a symbol such as E, beyond the usual four, yields to a letter that words before it gave. */
function lastMarked(reply: string, offered: string): Extraction | 'several' | null {
  let symbol: Extraction | undefined
  const found = lastReadable<Extraction | 'several'>(reply, MARK, (end, match) => {
    const { groups = {}, index } = match
    if (isDoubted(reply, index)) return null
    if (groups.box !== undefined && JOINED_BOX.test(reply.slice(Math.max(0, index - 80), index))) return 'several'
    const letter = groups.arabic === undefined ? letterIn(reply, end, offered) : arabicLetter(reply, end)
    if (letter === null || letter === 'several') return letter
    const mark: [number, number] = [index, end]
    const via = groups.box === undefined ? 'phrase' : 'boxed'
    const one: Extraction = { ...extraction(letter, via, groups.one === undefined), mark }
    if (groups.box === undefined || /[A-Da-d]/.test(letter.letter) || letter.letter <= offered) return one
    symbol ??= one
    return null
  })
  return found ?? symbol ?? null
}

/** `\\boxed{A} and \\boxed{C}` */
const JOINED_BOX = /boxed\{[^{}]{0,4}[A-J][^{}]{0,4}\}\$?\s?(?:and|or|,|&|\/)\s?\$?\\?$/

/** Right after the mark, else what its own line comes to: `Answer: B is excluded, so D`. */
function letterIn(reply: string, end: number, offered: string): Letter | 'several' | null {
  const found = letterAfter(reply, end, offered)
  if (found !== null) return found
  const line = reply.slice(end, end + REACH).split('\n', 1)[0] ?? ''
  if (/^[^{}]*\}/.test(line) && /\{$/.test(reply.slice(0, end))) return null
  const concluded = letterConcluded(line)
  return concluded && { ...concluded, at: concluded.at + end }
}

const ARABIC = 'أبجدهوزحطي'

function arabicLetter(reply: string, end: number): Letter | null {
  const match = /^[\s*_(:"]{0,6}(?:([A-J])|([اأبجدهوزحطي]))(?![\p{L}])/u.exec(reply.slice(end, end + 20))
  if (match === null) return null
  const letter = match[1] ?? letterOf(ARABIC.indexOf((match[2] as string).replace('ا', 'أ')))
  return { letter, at: end + match[0].length - 1 }
}

/** What the reply puts in the place of the letter it had marked. */
function corrected(reply: string, end: number, offered: string): Extraction | null {
  const rest = reply.slice(end)
  const at = correctionIn(rest)
  if (at === null) return null
  const words = rest.slice(at)
  const letter = inWords(words, offered) ?? lastLetter(words)
  return letter && extraction({ ...letter, at: letter.at + end + at }, 'correction', true)
}

/** `\boxed{12.4\ \text{eV}}` or `Answer: 12.4 eV`, where exactly one option reads so. */
function markedText(reply: string, options: readonly string[]): Extraction | null {
  return lastReadable(reply, MARK, (end, match) => {
    if (isDoubted(reply, match.index)) return null
    const rest = reply.slice(end, end + REACH)
    const inside = match.groups?.box === undefined ? rest.split('\n', 1)[0] : upToClosingBrace(rest)
    return inside === null || inside === undefined ? null : equalOption(inside, end, options, [match.index, end])
  })
}

function lastText(reply: string, options: readonly string[]): Extraction | null {
  const text = reply.trimEnd()
  const start = text.lastIndexOf('\n') + 1
  return equalOption(text.slice(start), start, options)
}

function equalOption(text: string, at: number, options: readonly string[], mark?: [number, number]): Extraction | null {
  const answer =
    text.length > REACH ? null : optionEqualTo(text.replace(/^[\s*_:="']+|["']\s*[},\]].*$|<\/\w+>\s*$/g, ''), options)
  if (answer === null) return null
  const start = at + text.length - text.trimStart().length
  return {
    answer,
    span: [start, at + text.trimEnd().length],
    via: 'option-text',
    explicit: mark !== undefined,
    ...(mark && { mark }),
  }
}

function extraction(letter: Letter, via: string, explicit: boolean): Extraction
function extraction(letter: Letter | null, via: string, explicit: boolean): Extraction | null
function extraction(letter: Letter | null, via: string, explicit: boolean): Extraction | null {
  if (letter === null) return null
  return { answer: letter.letter.toUpperCase(), span: [letter.at, letter.at + 1], via, explicit }
}
