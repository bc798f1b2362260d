/** Finds the word n-grams of a set of texts in any other text. Hash matches are compared word by word. */

import type { NgramSizes } from './ngram-size.ts'
import { Tokens } from './tokens.ts'
import { WindowTable } from './window-table.ts'

/** One text of a benchmark. */
export interface KnownText {
  /** The sample's id. */
  readonly id: string
  /** Column of the data set that the text comes from. */
  readonly field: string
  readonly text: string
}

/** A part of a known text that occurs in the searched text. */
export interface Hit {
  readonly known: KnownText
  /** First word in the searched text, and the one after the last. */
  readonly from: number
  readonly to: number
  /** Number of words in the known text. */
  readonly of: number
}

/** Fewest words of a known text that is shorter than an n-gram; it then counts as a single n-gram. */
const SHORTEST = 6

/** An n-gram in more samples of a benchmark than this is a standard phrase of it, and is not evidence. */
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
