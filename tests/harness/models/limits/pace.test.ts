import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from '../../../../harness/models/limits/pace.ts'

it('holds nobody up where there is no limit', () => {
  const pace = new Pace()
  expect(pace.isLimited).toBe(false)
  for (let i = 0; i < 100; i++) {
    expect(pace.nextAt(7)).toBe(7)
    pace.take(7, 1000)
  }
})

it('never lets more start in a minute than are allowed', () => {
  const perMinute = fc.integer({ min: 1, max: 5000 })
  fc.assert(
    fc.property(perMinute, fc.array(fc.nat(2000), { maxLength: 300 }), (requestsPerMinute, gaps) => {
      const pace = new Pace({ requestsPerMinute })
      let now = 0
      const starts = gaps.map((gap) => {
        now += gap
        const at = pace.nextAt(now)
        pace.take(at, 1)
        return at
      })
      for (const [i, start] of starts.entries()) {
        const inMinute = starts.slice(i).filter((other) => other < start + 60_000).length
        expect(inMinute).toBeLessThanOrEqual(requestsPerMinute + 1)
      }
    }),
  )
})

describe('tokens', () => {
  it('are spent by what replies really cost', () => {
    const pace = new Pace({ tokensPerMinute: 60_000 })
    const used: { at: number; tokens: number }[] = []
    let now = 0
    for (let i = 0; i < 500; i++) {
      const at = pace.nextAt(now)
      const tokens = pace.take(at, 10)
      const cost = 100 + ((i * 37) % 200)
      used.push({ at, tokens: cost })
      pace.replied(cost, tokens)
      now = at
    }
    const minutes = (used.at(-1)?.at ?? 0) / 60_000
    const spent = used.reduce((sum, { tokens }) => sum + tokens, 0)
    expect(spent / minutes).toBeGreaterThan(0.95 * 60_000)
    expect(spent / minutes).toBeLessThan(60_000)
  })
})

it('waits as long as a server asks for', () => {
  const pace = new Pace()
  pace.hold(5000)
  pace.hold(3000)
  expect(pace.nextAt(100)).toBe(5000)
  expect(pace.nextAt(6000)).toBe(6000)
})

it('learns a slower pace, and keeps a slower one that was asked for', () => {
  const pace = new Pace({ requestsPerMinute: 60 })
  pace.learn({ requestsPerMinute: 600 }, 0, 0)
  pace.take(0, 1)
  expect(pace.nextAt(0)).toBeGreaterThan(1000)
  pace.learn({ requestsPerMinute: 6 }, 0, 0)
  pace.take(0, 1)
  expect(pace.nextAt(0)).toBeGreaterThan(10_000)
})
