/**
 * Finds near-duplicates by MinHash and locality-sensitive hashing (LSH). Candidates are compared exactly.
 *
 * @see Broder 1997, On the resemblance and containment of documents
 */
import type { Tokens } from './contamination/tokens.ts'

const HASHES = 128
/** 32 bands of 4 rows miss a pair with a similarity of 0.8 once in ten million times, and one with 0.6 in 2% of cases. */
const ROWS = 4
/** Words in a shingle. */
const SHINGLE = 3

/** Odd multipliers and addends of the hash family, from a generator with a fixed seed: each run finds the same duplicates. */
const [MULTIPLIERS, ADDENDS] = family()

export class NearDuplicates {
  readonly #threshold: number
  readonly #sets: Uint32Array[] = []
  readonly #bands: readonly Map<number, number[]>[] = Array.from({ length: HASHES / ROWS }, () => new Map())

  /** @param threshold smallest Jaccard similarity of near-duplicates, 0 to 1 */
  constructor(threshold: number) {
    this.#threshold = threshold
  }

  /** @returns the 0-based number of the first near-duplicate added; undefined, and adds the text, when there is none */
  findOrAdd(tokens: Tokens): number | undefined {
    const set = shingles(tokens)
    const keys = bandKeys(signature(set))
    const candidates = new Set(keys.flatMap((key, band) => this.#bands[band]?.get(key) ?? []))
    for (const candidate of [...candidates].sort((a, b) => a - b)) {
      if (similarity(set, this.#sets[candidate] as Uint32Array) >= this.#threshold) return candidate
    }
    const number = this.#sets.push(set) - 1
    for (const [band, key] of keys.entries()) {
      const known = this.#bands[band]?.get(key)
      if (known === undefined) this.#bands[band]?.set(key, [number])
      else known.push(number)
    }
    return undefined
  }
}

/** Jaccard similarity of two sorted sets, 0 to 1. */
function similarity(a: Uint32Array, b: Uint32Array): number {
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number]
    if (x === y) common++
    if (x <= y) i++
    if (y <= x) j++
  }
  return common / Math.max(1, a.length + b.length - common)
}

/** Sorted hashes of all three-word shingles, without repeats. A shorter text is one shingle. */
function shingles({ hashes, count }: Tokens): Uint32Array {
  const width = Math.min(SHINGLE, count)
  const found = new Set<number>()
  for (let at = 0; at + width <= count; at++) {
    let hash = width
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ (hashes[at + i] as number), 0x9e3779b1) ^ (hash >>> 13)
    found.add(hash >>> 0)
  }
  return Uint32Array.from(found).sort()
}

function signature(set: Uint32Array): Uint32Array {
  const least = new Uint32Array(HASHES).fill(0xffffffff)
  for (const member of set) {
    for (let i = 0; i < HASHES; i++) {
      let hash = (Math.imul(member, MULTIPLIERS[i] as number) + (ADDENDS[i] as number)) | 0
      hash = (hash ^ (hash >>> 15)) >>> 0
      if (hash < (least[i] as number)) least[i] = hash
    }
  }
  return least
}

function bandKeys(least: Uint32Array): number[] {
  return Array.from({ length: HASHES / ROWS }, (_, band) => {
    let key = 0
    for (let i = band * ROWS; i < (band + 1) * ROWS; i++) key = Math.imul(key ^ (least[i] as number), 0x01000193)
    return key >>> 0
  })
}

/** Generates the hash family with SplitMix32. */
function family(): [Uint32Array, Uint32Array] {
  let state = 1
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return [Uint32Array.from({ length: HASHES }, () => next() | 1), Uint32Array.from({ length: HASHES }, next)]
}
