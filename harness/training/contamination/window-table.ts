/** A hash table of word windows, searched with a rolling hash (Rabin–Karp). */
import type { Tokens } from './tokens.ts'

const BITS = 22
const FIRST_BASE = 0x9e3779b1
const SECOND_BASE = 0x85ebca77

export class WindowTable<Entry> {
  /** Words in a window. */
  readonly width: number
  readonly #entries = new Map<number, Entry[]>()
  /** One bit per value of the hash's upper bits: it rejects most windows of a training set. */
  readonly #filter = new Uint8Array(1 << (BITS - 3))

  constructor(width: number) {
    this.width = width
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /** @param at index of the window's first word */
  add(tokens: Tokens, at: number, entry: Entry): void {
    rolled(tokens, this.width, at, at + this.width, (key) => {
      const entries = this.#entries.get(key)
      if (entries !== undefined) entries.push(entry)
      else {
        this.#entries.set(key, [entry])
        const bit = bitOf(key)
        this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7))
      }
    })
  }

  /** Removes the entries of each window that is not wanted. */
  keepIf(wanted: (entries: readonly Entry[]) => boolean): void {
    for (const [key, entries] of this.#entries) if (!wanted(entries)) this.#entries.delete(key)
  }

  /** Calls `found` for each entry with the hash of a window of the text. Hashes may collide: the caller compares the words. */
  look(tokens: Tokens, found: (entry: Entry, at: number) => void): void {
    rolled(tokens, this.width, 0, tokens.count, (key, at) => {
      const bit = bitOf(key)
      if (((this.#filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return
      for (const entry of this.#entries.get(key) ?? []) found(entry, at)
    })
  }
}

const bitOf = (key: number) => Math.floor(key / 2 ** (53 - BITS))

/** Computes the key of each window: 53 bits from two 32-bit hashes. */
function rolled(
  { hashes }: Tokens,
  width: number,
  from: number,
  to: number,
  each: (key: number, at: number) => void,
): void {
  const firstOut = power(FIRST_BASE, width)
  const secondOut = power(SECOND_BASE, width)
  let first = 0
  let second = 0
  for (let word = from; word < to; word++) {
    const enters = hashes[word] as number
    first = (Math.imul(first, FIRST_BASE) + enters) | 0
    second = (Math.imul(second, SECOND_BASE) + enters) | 0
    if (word - from >= width) {
      const leaves = hashes[word - width] as number
      first = (first - Math.imul(leaves, firstOut)) | 0
      second = (second - Math.imul(leaves, secondOut)) | 0
    }
    if (word - from >= width - 1) each((spread(first) >>> 0) * 2 ** 21 + (second >>> 11), word - width + 1)
  }
}

const spread = (hash: number) => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)

function power(base: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base)
  return result
}
