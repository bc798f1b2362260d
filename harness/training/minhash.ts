/**
 * Near-duplicates by MinHash and locality-sensitive hashing; whatever they suggest is compared exactly.
 *
 * @see Broder 1997, On the resemblance and containment of documents
 */
import type { Tokens } from './contamination/tokens.ts'

const HASHES = 128
/** 32 bands of 4: texts with a similarity of 0.8 meet in one of them but once in ten million times, those with 0.6 in 98 %. */
const ROWS = 4
/** Words in a shingle. */
const SHINGLE = 3

/** Odd multipliers and addends of the hash family, by a generator of their own, so that each run finds the same. */
const [MULTIPLIERS, ADDENDS] = family()

export class NearDuplicates {
  readonly #threshold: number
  readonly #sets: Uint32Array[] = []
  readonly #bands: readonly Map<number, number[]>[] = Array.from({ length: HASHES / ROWS }, () => new Map())

  /** @param threshold share of shingles in common, 0 to 1, from which on two texts are near-duplicates */
  constructor(threshold: number) {
    this.#threshold = threshold
  }

  /** @returns the number, from 0, of the first text added that this one nearly equals; else adds it */
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

/** Share of both sets' members that they have in common. Sorted sets. */
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

/** Hashes of all runs of three words, each once, in order; a shorter text is one run. */
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

/** SplitMix32. */
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
