/** Finds, in any text, the word n-grams of a set of texts; what is found is compared word by word. */
import { Tokens } from './tokens.ts'
import { WindowTable } from './window-table.ts'

/** One text of a benchmark. */
export interface KnownText {
  /** The sample's id. */
  readonly id: string
  /** Which of its texts: a column of the data set. */
  readonly field: string
  readonly text: string
}

/** A stretch of a known text that stands in the text that was searched. */
export interface Hit {
  readonly known: KnownText
  /** First word, and the one after the last, in the text that was searched. */
  readonly from: number
  readonly to: number
  /** Words of the known text in all. */
  readonly of: number
}

export interface NgramSizes {
  /** Words in an n-gram. */
  readonly words: number
  /** The same where a text is written without spaces, and a word is a character. */
  readonly characters: number
}

/** A known text shorter than an n-gram counts as one, down to so many words: shorter ones mean nothing. */
const SHORTEST = 6

/** An n-gram that stands in more samples of one benchmark than this is its own phrase, and tells nothing. */
const FEW = 3
const MAX_SHARE = 0.01

interface Entry {
  readonly known: KnownText
  readonly words: readonly string[]
  /** The n-gram: its first word in `words`, and how many there are. */
  readonly at: number
  readonly length: number
}

export class NgramIndex {
  readonly #tables: readonly WindowTable<Entry>[]

  constructor(texts: readonly KnownText[], { words, characters }: NgramSizes) {
    const tables = new Map([SHORTEST, words, characters].map((width) => [width, new WindowTable<Entry>(width)]))
    const add = (tokens: Tokens, width: number, entry: Entry) => tables.get(width)?.add(tokens, entry.at, entry)
    const tokens = new Tokens()
    for (const known of texts) {
      tokens.read(known.text)
      const size = tokens.ideographs > tokens.count / 2 ? characters : words
      const all = tokens.words(0, tokens.count)
      if (all.length >= size) {
        for (let at = 0; at + size <= all.length; at++) add(tokens, size, { known, words: all, at, length: size })
      } else if (all.length >= SHORTEST) {
        add(tokens, SHORTEST, { known, words: all, at: 0, length: all.length })
      }
    }
    const most = Math.max(FEW, MAX_SHARE * new Set(texts.map(({ id }) => id)).size)
    for (const table of tables.values()) {
      table.keepIf((entries) => new Set(entries.map(({ known }) => known.id)).size <= most)
    }
    this.#tables = [...tables.values()].filter((table) => !table.isEmpty)
  }

  search(tokens: Tokens, found: (hit: Hit) => void): void {
    for (const table of this.#tables) {
      table.look(tokens, ({ known, words, at, length }, from) => {
        if (from + length > tokens.count) return
        for (let i = 0; i < length; i++) if (words[at + i] !== tokens.word(from + i)) return
        found({ known, from, to: from + length, of: words.length })
      })
    }
  }
}
