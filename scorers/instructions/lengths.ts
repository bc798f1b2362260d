/** How much: words, sentences, paragraphs. */
import { counted, type Finding, type InstructionKind, number, quantity, text } from './check.ts'
import { countWords } from './python-text.ts'
import { countSentences } from './sentences.ts'

export const LENGTHS = {
  'length_constraints:number_words': {
    needs: { num_words: 'number', relation: 'string' },
    check: (reply, args) => counted(countWords(reply), 'word', text(args, 'relation'), number(args, 'num_words')),
  },
  'length_constraints:number_sentences': {
    needs: { num_sentences: 'number', relation: 'string' },
    check: (reply, args) =>
      counted(countSentences(reply), 'sentence', text(args, 'relation'), number(args, 'num_sentences')),
  },
  'length_constraints:number_paragraphs': {
    needs: { num_paragraphs: 'number' },
    check: (reply, args) => paragraphs(reply, number(args, 'num_paragraphs')),
  },
  'length_constraints:nth_paragraph_first_word': {
    needs: { num_paragraphs: 'number', nth_paragraph: 'number', first_word: 'string' },
    check: (reply, args) =>
      nthParagraph(reply, number(args, 'num_paragraphs'), number(args, 'nth_paragraph'), text(args, 'first_word')),
  },
} as const satisfies Record<string, InstructionKind>

/** Separated by `***`. One that is empty counts for nothing at either end, and spoils all in between. */
function paragraphs(reply: string, wanted: number): Finding {
  const parts = reply.split(/\s?\*\*\*\s?/)
  const isEmpty = parts.map((part) => part.trim() === '')
  if (isEmpty.slice(1, -1).includes(true)) {
    return { followed: false, found: `an empty paragraph between two ***; asked for: ${wanted} paragraphs` }
  }
  const ends = (isEmpty[0] ? 1 : 0) + (parts.length > 1 && isEmpty.at(-1) ? 1 : 0)
  const count = parts.length - ends
  return { followed: count === wanted, found: `${quantity(count, 'paragraph')}; asked for: exactly ${wanted}` }
}

/** Separated by blank lines; empty ones are not counted, and yet are counted through to the n-th. */
function nthParagraph(reply: string, wanted: number, nth: number, firstWord: string): Finding {
  const parts = reply.split('\n\n')
  const count = parts.filter((part) => part.trim() !== '').length
  const paragraph = nth <= count ? (parts[nth - 1] ?? '').trim() : ''
  const word = firstWordOf(paragraph)
  const asked = `asked for: ${wanted}, and ${JSON.stringify(firstWord.toLowerCase())}`
  return {
    followed: paragraph !== '' && count === wanted && word === firstWord.toLowerCase(),
    found: `${quantity(count, 'paragraph')}, and paragraph ${nth} begins with ${JSON.stringify(word)}; ${asked}`,
  }
}

/** Without quotes before it, up to a mark of punctuation: `"Well, then` → `well`. */
function firstWordOf(paragraph: string): string {
  const word = (paragraph.split(/\s+/, 1)[0] ?? '').replace(/^'+/, '').replace(/^"+/, '')
  return (word.split(/[.,?!'"]/, 1)[0] ?? '').toLowerCase()
}
