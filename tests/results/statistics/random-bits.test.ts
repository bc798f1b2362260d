import { describe, expect, it } from 'vitest'
import { randomBits, randomWords } from '../../../results/statistics/random-bits.ts'

const draw = (seed: number, count: number) => {
  const bits = randomBits(seed)
  return Array.from({ length: count }, bits)
}

describe('randomBits', () => {
  it('repeats itself by seed only', () => {
    expect(draw(1, 20)).toEqual(draw(1, 20))
    expect(draw(1, 20)).not.toEqual(draw(2, 20))
  })

  it('gives the same in blocks', () => {
    const fill = randomWords(1)
    const blocks = Array.from({ length: 300 }, () => {
      const block = new Uint32Array(7)
      fill(block)
      return [...block]
    })
    expect(blocks.flat()).toEqual(draw(1, 2100))
  })

  it('gives whole numbers of 32 bits, each bit set half of the time', () => {
    const words = draw(3, 10_000)
    expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true)
    for (let bit = 0; bit < 32; bit++) {
      const ones = words.filter((word) => (word >>> bit) & 1).length
      // Five standard deviations of 10,000 tosses.
      expect(Math.abs(ones - 5000)).toBeLessThan(250)
    }
  })
})
