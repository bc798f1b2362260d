import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inAskingOrder, lookSizes } from '../../../results/design/asking-order.ts'

const ids = Array.from({ length: 500 }, (_, index) => `gsm8k/${index}`)

describe('the order of asking', () => {
  it('is drawn from seed and ids alone: a part keeps the order that it has in the whole', () => {
    fc.assert(
      fc.property(fc.subarray(ids), fc.integer(), (part, seed) => {
        const chosen = new Set(part)
        expect(inAskingOrder(part.toReversed(), seed)).toEqual(inAskingOrder(ids, seed).filter((id) => chosen.has(id)))
      }),
      { numRuns: 20 },
    )
  })

  it('differs by seed, and has nothing to do with the file’s', () => {
    const [one, two] = [inAskingOrder(ids, 1), inAskingOrder(ids, 2)]
    expect(one).not.toEqual(two)
    const firstHalf = one.slice(0, 250).filter((id) => Number(id.slice(6)) < 250).length
    expect(firstHalf).toBeGreaterThan(95)
    expect(firstHalf).toBeLessThan(155)
  })
})

describe('looks', () => {
  it.each([
    [1319, 5, [264, 528, 792, 1056, 1319]],
    [10, 5, [2, 4, 6, 8, 10]],
    [3, 5, [1, 2, 3]],
    [1, 5, [1]],
  ])('are evenly spaced over %d samples', (samples, looks, sizes) => expect(lookSizes(samples, looks)).toEqual(sizes))
})
