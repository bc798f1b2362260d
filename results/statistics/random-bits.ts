/**
 * A seeded stream of 32 random bits at a time, the same on every machine.
 *
 * xoshiro128** of Blackman & Vigna, its state filled by splitmix32 as they advise; for simulation, not for secrets.
 *
 * @returns a function that gives a whole number in [0, 2³²) at each call
 * @see Blackman & Vigna 2021, ACM Trans. Math. Softw. 47(4); https://prng.di.unimi.it
 */
export function randomBits(seed: number): () => number {
  const next = splitmix32(seed)
  let [a, b, c, d] = [next(), next(), next(), next()]
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return result
  }
}

const rotateLeft = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))

function splitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return mixed ^ (mixed >>> 16)
  }
}
