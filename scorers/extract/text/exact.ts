/** An answer in words: what follows `Answer:`, else the whole reply. */
import type { Extraction, ExtractionRule } from '../rule.ts'
import { foldText } from './fold.ts'

/** `Answer: billing`, `**Final answer:** billing`, `The answer is billing`, at the beginning of a line. */
const MARK =
  /^[ \t>*_#]{0,12}(?:(?:the |my )?(?:final |correct )?answer(?:[*_]{0,3} ?[:：]| is\b:?)|答案(?:是|为)?[:：]?)[ \t*_]{0,8}/gim

/** Of a long reply only the end is searched for a mark. */
const WINDOW = 2 ** 17

export const exact: ExtractionRule = {
  name: 'exact',
  source: 'evalkit: what follows "Answer:", else the whole reply; case, quotes and a final full stop do not count',
  reads: 'answer',
  extract: (text) => marked(text) ?? whole(text, 'whole'),
  equal: (answer, target) => foldText(answer) === foldText(target),
}

/** The same without allowances. */
export const exactText: ExtractionRule = {
  name: 'exact/strict',
  source: 'evalkit: the whole reply, character by character, but for blanks around it',
  reads: 'answer',
  extract: (text) => whole(text, 'whole'),
  equal: (answer, target) => answer === target.trim(),
}

/** @returns null for a reply that is blank */
export function whole(text: string, via: string): Extraction | null {
  const answer = text.trim()
  if (answer === '') return null
  const start = text.indexOf(answer)
  return { answer, span: [start, start + answer.length], via, explicit: false }
}

/** The last mark that something follows on its line, or on the next. */
function marked(reply: string): Extraction | null {
  const offset = Math.max(0, reply.length - WINDOW)
  const text = reply.slice(offset)
  for (const match of [...text.matchAll(MARK)].reverse()) {
    const end = match.index + match[0].length
    const line = /^\s{0,8}([^\n]*)/.exec(text.slice(end))
    const answer = line?.[1]?.trim() ?? ''
    if (answer === '') continue
    const start = offset + text.indexOf(answer, end)
    return {
      answer,
      span: [start, start + answer.length],
      mark: [offset + match.index, offset + end],
      via: 'marked',
      explicit: true,
    }
  }
  return null
}
