/**
 * Tokenizer of the overlap search: splits text into hashed words.
 *
 * A word is a run of letters and digits, in lower case; a Chinese, Japanese or Korean character is a word of its own, so that
 * word n-grams are character n-grams there. Spacing, punctuation, case and compatibility forms (ﬁ, Ａ, ½) are ignored.
 */

/** Tokens of one text. The object is reused: a training set has millions of texts. */
export class Tokens {
  /** 32-bit hash of each word; the first `count` belong to the current text. */
  hashes = new Uint32Array(4096)
  /** Start and end of each word in `text`, in UTF-16 units: two numbers per word. */
  offsets = new Uint32Array(8192)
  count = 0
  /** Number of words that are single characters. */
  ideographs = 0
  text = ''

  read(raw: string): this {
    const text = ASCII.test(raw) ? raw : raw.normalize('NFKC').toLowerCase()
    this.text = text
    this.count = 0
    this.ideographs = 0
    let hash = 0
    let start = -1
    for (let at = 0; at < text.length; at++) {
      const kind = kindOf(text.charCodeAt(at))
      if (kind === LETTER) {
        if (start === -1) {
          start = at
          hash = FNV_BASIS
        }
        hash = Math.imul(hash ^ lower(text.charCodeAt(at)), FNV_PRIME)
        continue
      }
      if (start !== -1) this.#add(hash, start, at)
      start = -1
      if (kind === IDEOGRAPH) {
        this.#add(Math.imul(FNV_BASIS ^ text.charCodeAt(at), FNV_PRIME), at, at + 1)
        this.ideographs++
      }
    }
    if (start !== -1) this.#add(hash, start, text.length)
    return this
  }

  /** The words from index `from` up to, not including, `to`. */
  words(from: number, to: number): string[] {
    return Array.from({ length: to - from }, (_, i) => this.word(from + i))
  }

  word(index: number): string {
    return this.text.slice(this.offsets[2 * index], this.offsets[2 * index + 1]).toLowerCase()
  }

  #add(hash: number, start: number, end: number): void {
    if (this.count === this.hashes.length) {
      this.hashes = grown(this.hashes)
      this.offsets = grown(this.offsets)
    }
    // The finalizer of MurmurHash3, so that short words differ in all bits.
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    this.hashes[this.count] = mixed ^ (mixed >>> 16)
    this.offsets[2 * this.count] = start
    this.offsets[2 * this.count + 1] = end
    this.count++
  }
}

const ASCII = /^[\0-\x7f]*$/

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
const FNV_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193

const OTHER = 0
const LETTER = 1
const IDEOGRAPH = 2

/** Kind of each UTF-16 unit. Filled block by block: a Unicode lookup per character is slow. */
const KINDS = new Uint8Array(65_536)
const KNOWN_BLOCKS = new Uint8Array(256)

function kindOf(unit: number): number {
  if (KNOWN_BLOCKS[unit >> 8] === 0) fillBlock(unit >> 8)
  return KINDS[unit] ?? OTHER
}

function fillBlock(block: number): void {
  for (let unit = block << 8; unit < (block + 1) << 8; unit++) KINDS[unit] = classify(unit)
  KNOWN_BLOCKS[block] = 1
}

function classify(unit: number): number {
  // Surrogates: rare ideographs and letters, treated as letters.
  if (unit >= 0xd800 && unit <= 0xdfff) return LETTER
  const character = String.fromCharCode(unit)
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character)) return IDEOGRAPH
  return /[\p{L}\p{N}\p{M}]/u.test(character) ? LETTER : OTHER
}

/** Lowers ASCII letters: all other text is lower case already. */
const lower = (unit: number) => (unit >= 65 && unit <= 90 ? unit + 32 : unit)

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length)
  larger.set(array)
  return larger
}
