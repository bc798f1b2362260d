/**
 * CPython's `random.Random(seed).sample(range(n), k)`, bit for bit: other harnesses draw their few-shot examples and
 * option orders with it, and to reproduce their numbers one has to ask the same questions.
 *
 * @see Matsumoto and Nishimura 1998, MT19937, with `init_by_array` seeding as CPython uses it for integers
 * @see Lib/random.py of CPython 3.11: `sample`, `_randbelow_with_getrandbits`
 */
const STATE_SIZE = 624
const SHIFT_SIZE = 397

export class CPythonRandom {
  readonly #state = new Uint32Array(STATE_SIZE)
  #next = STATE_SIZE

  /** @param seed an integer in [0, 2³²) */
  constructor(seed: number) {
    const state = this.#state
    state[0] = 19650218
    for (let i = 1; i < STATE_SIZE; i++) state[i] = Math.imul(1812433253, scrambled(state, i)) + i

    let i = 1
    for (let round = 0; round < STATE_SIZE; round++) {
      state[i] = (at(state, i) ^ Math.imul(scrambled(state, i), 1664525)) + seed
      i = this.#wrap(i + 1)
    }
    for (let round = 1; round < STATE_SIZE; round++) {
      state[i] = (at(state, i) ^ Math.imul(scrambled(state, i), 1566083941)) - i
      i = this.#wrap(i + 1)
    }
    state[0] = 0x80000000
  }

  /** `k` distinct numbers of 0 … n−1, in the order drawn. */
  sample(n: number, k: number): number[] {
    // CPython keeps a set of what was drawn where that is smaller than a copy of the whole range.
    const setSize = 21 + (k > 5 ? 4 ** Math.ceil(Math.log(k * 3) / Math.log(4)) : 0)
    return n <= setSize ? this.#sampleFromPool(n, k) : this.#sampleWithSet(n, k)
  }

  #sampleFromPool(n: number, k: number): number[] {
    const pool = Array.from({ length: n }, (_, i) => i)
    return Array.from({ length: k }, (_, drawn) => {
      const j = this.#below(n - drawn)
      const picked = pool[j] as number
      pool[j] = pool[n - drawn - 1] as number
      return picked
    })
  }

  #sampleWithSet(n: number, k: number): number[] {
    const drawn = new Set<number>()
    while (drawn.size < k) drawn.add(this.#below(n))
    return [...drawn]
  }

  #below(n: number): number {
    const bits = 32 - Math.clz32(n)
    for (;;) {
      const value = this.#uint32() >>> (32 - bits)
      if (value < n) return value
    }
  }

  #uint32(): number {
    if (this.#next === STATE_SIZE) this.#twist()
    let y = at(this.#state, this.#next++)
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  #twist(): void {
    const state = this.#state
    for (let i = 0; i < STATE_SIZE; i++) {
      const y = (at(state, i) & 0x80000000) | (at(state, (i + 1) % STATE_SIZE) & 0x7fffffff)
      state[i] = at(state, (i + SHIFT_SIZE) % STATE_SIZE) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
    }
    this.#next = 0
  }

  /** Past the end, the last word is carried to the front. */
  #wrap(i: number): number {
    if (i < STATE_SIZE) return i
    this.#state[0] = at(this.#state, STATE_SIZE - 1)
    return 1
  }
}

const at = (state: Uint32Array, i: number) => state[i] as number

/** The word before `i`, with its high bits mixed into the low ones. */
const scrambled = (state: Uint32Array, i: number) => at(state, i - 1) ^ (at(state, i - 1) >>> 30)
