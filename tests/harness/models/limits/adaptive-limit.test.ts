import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AdaptiveLimit, type LimitBounds } from '../../../../harness/models/limits/adaptive-limit.ts'

interface Server {
  /** Requests it really works on at once; the others wait inside it. */
  readonly slots: number
  readonly latencyMs: number
  /** Refuses what would be under way beyond this. */
  readonly refusesAbove?: number
}

/** A run against an imagined server, request by request, with as much work as there can be. */
function simulate(bounds: LimitBounds, server: Server, requests: number) {
  const limit = new AdaptiveLimit(bounds)
  const free = Array.from({ length: server.slots }, () => 0)
  const underWay: { startedAt: number; endsAt: number; refused: boolean }[] = []
  const limits: number[] = []
  let now = 0
  let refusals = 0
  for (let done = 0; done < requests; ) {
    while (underWay.length < limit.current) {
      const refused = underWay.filter((one) => !one.refused).length >= (server.refusesAbove ?? Infinity)
      if (refused) underWay.push({ startedAt: now, endsAt: now + 5, refused })
      else {
        const slot = free.indexOf(Math.min(...free))
        const endsAt = Math.max(now, free[slot] ?? 0) + server.latencyMs
        free[slot] = endsAt
        underWay.push({ startedAt: now, endsAt, refused })
      }
    }
    limit.filled()
    underWay.sort((a, b) => a.endsAt - b.endsAt)
    const next = underWay.shift()
    if (next === undefined) break
    now = next.endsAt
    if (next.refused) {
      refusals++
      limit.overloaded(next.startedAt, now)
    } else {
      done++
      limit.succeeded(next.startedAt, now)
    }
    limits.push(limit.current)
  }
  return { limits, last: limit.current, refusals, perSecond: requests / (now / 1000) }
}

describe('without complaints', () => {
  it('doubles as long as the server keeps up', () => {
    const { last, perSecond } = simulate({ start: 32, max: 256 }, { slots: 1000, latencyMs: 200 }, 5000)
    expect(last).toBe(256)
    expect(perSecond).toBeGreaterThan(0.75 * (256 / 0.2))
  })

  it('stays where a full server brings no more', () => {
    const { limits } = simulate({ start: 8, max: 512 }, { slots: 40, latencyMs: 200 }, 20_000)
    expect(Math.max(...limits)).toBeLessThanOrEqual(160)
    expect(limits.at(-1)).toBeGreaterThanOrEqual(40)
  })

  it('leaves a start that was too much where it is: waiting costs nothing there', () => {
    const { last } = simulate({ start: 32, max: 512 }, { slots: 4, latencyMs: 200 }, 3000)
    expect(last).toBeLessThanOrEqual(64)
  })
})

describe('where the server refuses', () => {
  it('settles just under what it takes, and hardly ever asks for more', () => {
    const { limits, refusals, perSecond } = simulate(
      { start: 32, max: 512 },
      { slots: 1000, latencyMs: 200, refusesAbove: 90 },
      40_000,
    )
    const settled = limits.slice(limits.length / 2)
    expect(Math.max(...settled)).toBeLessThanOrEqual(95)
    expect(settled.reduce((sum, limit) => sum + limit, 0) / settled.length).toBeGreaterThan(0.85 * 90)
    expect(refusals / 40_000).toBeLessThan(0.02)
    expect(perSecond).toBeGreaterThan(0.85 * (90 / 0.2))
  })

  it('hears one complaint once, however many requests bring it', () => {
    const limit = new AdaptiveLimit({ start: 100, max: 100 })
    for (let i = 0; i < 100; i++) limit.overloaded(0, 50)
    expect(limit.current).toBe(50)
    for (let i = 0; i < 3; i++) limit.overloaded(60, 100)
    expect(limit.current).toBe(25)
  })

  it('puts up with a refusal now and then that more patience would not spare', () => {
    const limit = new AdaptiveLimit({ start: 64, max: 64 })
    let sum = 0
    for (let i = 0; i < 20_000; i++) {
      limit.filled()
      if (i % 40 === 0) limit.overloaded(i, i + 20)
      else limit.succeeded(i, i + 20)
      sum += limit.current
    }
    expect(sum / 20_000).toBeGreaterThan(50)
  })
})

it('never leaves its bounds, whatever happens', () => {
  const event = fc.record({ kind: fc.constantFrom('ok', 'full', 'no'), ms: fc.nat(1000), ago: fc.nat(1000) })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.array(event),
      (start, max, events) => {
        const limit = new AdaptiveLimit({ start, max })
        let now = 0
        for (const { kind, ms, ago } of events) {
          now += ms
          if (kind === 'full') limit.filled()
          else if (kind === 'ok') limit.succeeded(now - ago, now)
          else limit.overloaded(now - ago, now)
          expect(limit.current).toBeGreaterThanOrEqual(1)
          expect(limit.current).toBeLessThanOrEqual(max)
        }
      },
    ),
  )
})
