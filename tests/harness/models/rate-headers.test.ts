import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readRateHeaders } from '../../../harness/models/rate-headers.ts'

const header = (values: Record<string, string>) => (name: string) => values[name]
const budget = (what: string, limit: string, remaining: string, reset: string) => ({
  [`x-ratelimit-limit-${what}`]: limit,
  [`x-ratelimit-remaining-${what}`]: remaining,
  [`x-ratelimit-reset-${what}`]: reset,
})

it.each([
  ['a spent minute', budget('requests', '600', '0', '1m0s'), { requestsPerMinute: 600 }],
  ['a window of another length', budget('requests', '300', '0', '15s'), { requestsPerMinute: 1200 }],
  ['part of the budget', budget('requests', '600', '120', '48s'), { requestsPerMinute: 600 }],
  ['tokens', budget('tokens', '90000', '0', '30000ms'), { tokensPerMinute: 180_000 }],
  ['hours', budget('requests', '60', '0', '1h0m0s'), { requestsPerMinute: 1 }],
  ['bare seconds', budget('requests', '10', '0', '6'), { requestsPerMinute: 100 }],
  [
    'both',
    { ...budget('requests', '60', '0', '60s'), ...budget('tokens', '600', '0', '60s') },
    { requestsPerMinute: 60, tokensPerMinute: 600 },
  ],
  ['nothing', {}, {}],
  ['a budget hardly touched, whose times are rounded', budget('requests', '600', '599', '100ms'), {}],
  ['nonsense', budget('requests', 'many', '-3', 'soon'), {}],
  ['a time of another form', budget('requests', '600', '0', '2026-11-23T00:00:00Z'), {}],
])('reads %s', (_, values, expected) => expect(readRateHeaders(header(values))).toEqual(expected))

it('reads whatever a server sends', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (limit, remaining, reset) => {
      for (const perMinute of Object.values(readRateHeaders(header(budget('requests', limit, remaining, reset))))) {
        expect(perMinute).toBeGreaterThan(0)
      }
    }),
  )
})
