import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpectedReplies } from '../../../harness/runs/expected-replies.ts'

describe('expected replies', () => {
  it('become shorter than the mean once the longest have been started', () => {
    const replies = new ExpectedReplies(10, 20, [100, 60])
    expect([0, 1, 2, 3, 10, 11].map((started) => replies.tokensLeft(started))).toEqual([200, 100, 40, 35, 0, 0])
  })

  it('count those that are as long as asked, or longer', () => {
    const replies = new ExpectedReplies(10, 20, [100, 60, 60, 5])
    expect([101, 100, 60, 59, 5, 0].map((tokens) => replies.longerThan(tokens))).toEqual([0, 1, 3, 3, 4, 4])
  })

  it('never have more left than before, and count as a search through all would', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 30 }), fc.nat(50), fc.nat(1000), (lengths, others, tokens) => {
        const longest = lengths.sort((a, b) => b - a)
        const replies = new ExpectedReplies(longest.length + others, 700, longest)
        expect(replies.longerThan(tokens)).toBe(longest.filter((one) => one >= tokens).length)
        for (let started = 0; started < longest.length + others; started++)
          expect(replies.tokensLeft(started + 1)).toBeLessThanOrEqual(replies.tokensLeft(started) + 1e-9)
      }),
    ))
})
