/** An answer that occurs anywhere in the reply. */
import type { ExtractionRule } from '../rule.ts'
import { whole } from './exact.ts'
import { foldText } from './fold.ts'

export const contains: ExtractionRule = {
  name: 'contains',
  source: 'evalkit: the target stands in the reply as whole words; case does not count',
  reads: 'answer',
  extract: (text) => whole(text, 'whole'),
  equal(answer, target) {
    const [reply, wanted] = [foldText(answer), foldText(target)]
    for (let at = reply.indexOf(wanted); at !== -1; at = reply.indexOf(wanted, at + 1)) {
      if (isWord(reply, at, at + wanted.length)) return true
    }
    return false
  },
}

/** Scripts without spaces between words have no word boundaries. */
const LETTER = /[\p{L}\p{N}_]/u
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

function isWord(text: string, start: number, end: number): boolean {
  return isBoundary(text[start - 1], text[start]) && isBoundary(text[end - 1], text[end])
}

function isBoundary(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return true
  if (UNSPACED.test(before) || UNSPACED.test(after)) return true
  return !(LETTER.test(before) && LETTER.test(after))
}
