/** Which words and letters: keywords, forbidden words, capitals, commas. */
import { counted, type Finding, found, type InstructionKind, list, number, quantity, text } from './check.ts'
import { countMatches, isUpper, WORD_EDGE } from './python-text.ts'
import { wordTokens } from './word-tokens.ts'

export const WORDS = {
  'keywords:existence': {
    needs: { keywords: 'patterns' },
    check: (reply, args) => {
      const missing = list(args, 'keywords').filter((keyword) => !pattern(keyword).test(reply))
      return found(missing.length === 0, 'all keywords are there', `missing: ${quoted(missing)}`)
    },
  },
  'keywords:frequency': {
    needs: { keyword: 'pattern', frequency: 'number', relation: 'string' },
    check: (reply, args) => {
      const keyword = text(args, 'keyword').trim()
      const times = countMatches(pattern(keyword, 'g'), reply)
      return occurrences(keyword, times, text(args, 'relation'), number(args, 'frequency'))
    },
  },
  'keywords:forbidden_words': {
    needs: { forbidden_words: 'patterns' },
    check: (reply, args) => {
      const used = list(args, 'forbidden_words').filter((word) =>
        pattern(`${WORD_EDGE}${word}${WORD_EDGE}`).test(reply),
      )
      return found(used.length === 0, 'no forbidden word', `forbidden, and used: ${quoted(used)}`)
    },
  },
  'keywords:letter_frequency': {
    needs: { letter: 'string', let_frequency: 'number', let_relation: 'string' },
    check: (reply, args) =>
      letters(reply, text(args, 'letter').toLowerCase(), number(args, 'let_frequency'), text(args, 'let_relation')),
  },
  'change_case:capital_word_frequency': {
    needs: { capital_frequency: 'number', capital_relation: 'string' },
    check: (reply, args) => {
      const count = wordTokens(reply).filter(isUpper).length
      return counted(count, 'word in capitals', text(args, 'capital_relation'), number(args, 'capital_frequency'))
    },
  },
  'punctuation:no_comma': {
    needs: {},
    check: (reply) => {
      const commas = reply.split(',').length - 1
      return found(commas === 0, 'no comma', `${quantity(commas, 'comma')}; asked for: none`)
    },
  },
} as const satisfies Record<string, InstructionKind>

/** Keywords are searched as regular expressions, whatever their case. */
export const pattern = (source: string, flags = ''): RegExp => new RegExp(source, `iu${flags}`)

const quoted = (words: readonly string[]) => words.map((word) => JSON.stringify(word)).join(', ')

/** `"e": 11 times; asked for: less than 1` */
function occurrences(word: string, count: number, relation: string, limit: number): Finding {
  const finding = counted(count, 'time', relation, limit)
  return { ...finding, found: `${quoted([word])}: ${finding.found}` }
}

function letters(reply: string, letter: string, limit: number, relation: string): Finding {
  let count = 0
  for (const character of reply.toLowerCase()) if (character === letter) count++
  return occurrences(letter, count, relation, limit)
}
