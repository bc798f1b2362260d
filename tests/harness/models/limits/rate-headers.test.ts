import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLimits } from '../../../../harness/models/limits/rate-headers.ts'

const header = (values: Record<string, string>) => (name: string) => values[name]
const budget = (what: string, limit: string, remaining: string, reset: string) => ({
  [`x-ratelimit-limit-${what}`]: limit,
  [`x-ratelimit-remaining-${what}`]: remaining,
  [`x-ratelimit-reset-${what}`]: reset,
})

const NOW = Date.parse('2026-11-28T16:00:00Z')
const EPOCH_S = NOW / 1000

describe('a budget by the minute', () => {
  it.each([
    ['a spent minute', budget('requests', '600', '0', '1m0s'), { requestsPerMinute: 600 }],
    ['a window of another length', budget('requests', '300', '0', '15s'), { requestsPerMinute: 1200 }],
    ['part of the budget', budget('requests', '600', '120', '48s'), { requestsPerMinute: 600 }],
    ['tokens', budget('tokens', '90000', '0', '30000ms'), { tokensPerMinute: 180_000 }],
    ['hours', budget('requests', '60', '0', '1h0m0s'), { requestsPerMinute: 1 }],
    ['bare seconds', budget('requests', '10', '0', '6'), { requestsPerMinute: 100 }],
    ['an epoch in seconds', budget('requests', '60', '0', `${EPOCH_S + 60}`), { requestsPerMinute: 60 }],
    ['an epoch in milliseconds', budget('requests', '60', '0', `${NOW + 30_000}`), { requestsPerMinute: 120 }],
    ['a date', budget('requests', '600', '0', '2026-11-28T16:01:00Z'), { requestsPerMinute: 600 }],
    [
      'OpenRouter’s names',
      { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW + 60_000}` },
      { requestsPerMinute: 20 },
    ],
    [
      'Anthropic’s names',
      {
        'anthropic-ratelimit-tokens-limit': '8000',
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-11-28T16:01:00Z',
      },
      { tokensPerMinute: 8000 },
    ],
    [
      'both',
      { ...budget('requests', '60', '0', '60s'), ...budget('tokens', '600', '0', '60s') },
      { requestsPerMinute: 60, tokensPerMinute: 600 },
    ],
  ])('reads %s', (_, values, allows) => expect(readLimits(header(values), NOW)).toEqual({ allows }))

  it.each([
    ['nothing', {}],
    ['a budget hardly touched, whose times are rounded', budget('requests', '600', '599', '100ms')],
    ['nonsense', budget('requests', 'many', '-3', 'soon')],
    ['a quota with something left', budget('requests', '1000', '400', '20h0m0s')],
  ])('learns nothing from %s', (_, values) => expect(readLimits(header(values), NOW)).toEqual({}))
})

describe('the wait that a server asks for', () => {
  it.each([
    ['seconds', { 'retry-after': '2' }, 2000],
    ['fractions', { 'retry-after': '1.5' }, 1500],
    ['a date', { 'retry-after': 'Sat, 28 Nov 2026 16:00:30 GMT' }, 30_000],
    [
      'a date by the server’s own clock',
      { 'retry-after': 'Sat, 28 Nov 2026 16:10:30 GMT', date: 'Sat, 28 Nov 2026 16:10:00 GMT' },
      30_000,
    ],
    ['an epoch', { 'retry-after': `${EPOCH_S + 9}` }, 9000],
    ['an epoch in milliseconds', { 'retry-after': `${NOW + 9000}` }, 9000],
    ['what is over', { 'retry-after': '-5' }, 0],
    ['the more exact header', { 'retry-after': '2', 'retry-after-ms': '1400' }, 1400],
    ['the other one where it is garbage', { 'retry-after': '2', 'retry-after-ms': 'later' }, 2000],
    ['a quota used up', budget('requests', '1000', '0', '20h0m0s'), 72_000_000],
  ])('reads %s', (_, values, retryAfterMs) => expect(readLimits(header(values), NOW)).toEqual({ retryAfterMs }))
})

it('reads whatever a server sends', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (limit, remaining, reset, after) => {
      const { allows = {}, retryAfterMs = 0 } = readLimits(
        header({ ...budget('requests', limit, remaining, reset), 'retry-after': after }),
        NOW,
      )
      expect(retryAfterMs).toBeGreaterThanOrEqual(0)
      for (const perMinute of Object.values(allows)) expect(perMinute).toBeGreaterThan(0)
    }),
  )
})
