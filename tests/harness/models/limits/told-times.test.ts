import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockOf, waitMs } from '../../../../harness/models/limits/told-times.ts'

const NOW = Date.parse('2026-11-28T16:00:00Z')

describe('a time told by a server is read by its form and size', () => {
  it.each([
    ['20', 20_000],
    ['1.5', 1500],
    [' 7 ', 7000],
    ['0', 0],
    ['-3', 0],
    [`${NOW / 1000 + 30}`, 30_000],
    [`${NOW / 1000 - 30}`, 0],
    [`${NOW + 30_000}`, 30_000],
    [`${(NOW + 30_000) * 1000}`, 30_000],
    ['6m0s', 360_000],
    ['1m30s', 90_000],
    ['6ms', 6],
    ['1h2m3s', 3_723_000],
    ['2m59.56s', 179_560],
    ['1d', 86_400_000],
    ['100us', 0.1],
    ['PT1M30S', 90_000],
    ['30 seconds', 30_000],
    ['1 minute', 60_000],
    ['1 minute, 30 seconds', 90_000],
    ['20 sec.', 20_000],
    ['1w', 604_800_000],
    ['.5', 500],
    ['1e3', 1_000_000],
    ['120;w=60', 120_000],
    ['120, 60', 120_000],
    ['"30"', 30_000],
    ['500 milliseconds', 500],
    ['Sat, 28 Nov 2026 16:00:30 GMT', 30_000],
    ['Saturday, 28-Nov-26 16:00:30 GMT', 30_000],
    ['Sat Nov 28 16:00:30 2026', 30_000],
    ['Fri, 27 Nov 2026 16:00:30 GMT', 0],
    ['2026-11-28T16:00:30Z', 30_000],
    ['2026-11-28T16:00:30', 30_000],
    ['2026-11-28T17:00:30.500+01:00', 30_500],
    ['2026-11-28 16:00:30', 30_000],
  ])('%j is %d ms', (text, ms) => expect(waitMs(text, NOW)).toBeCloseTo(ms, 3))

  it('a bare number is in the unit of its header, unless it is a date', () => {
    expect(waitMs('1500', NOW, 1)).toBe(1500)
    expect(waitMs(`${NOW + 1500}`, NOW, 1)).toBe(1500)
    expect(waitMs(`${NOW / 1000 + 2}`, NOW, 1)).toBe(2000)
  })

  it.each([
    'soon',
    'many',
    '',
    'P',
    'PT',
    '1e400',
    'Infinity',
    'NaN',
    '0x10',
    '-3 apples',
    '12 parsecs',
    '2026-13-45T00:00:00Z',
  ])('%j is no time', (text) => expect(waitMs(text, NOW)).toBeUndefined())

  it('whatever is sent, the wait is none or one that a date can end', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.stringMatching(/^[\d.hms :TZ-]{0,30}$/),
    )
    fc.assert(
      fc.property(odd, (text) => {
        const ms = waitMs(text, NOW) ?? 0
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(() => new Date(NOW + ms).toISOString()).not.toThrow()
      }),
    )
  })
})

describe('the clock of a server', () => {
  it('is its own, where it runs a little off', () =>
    expect(clockOf('Sat, 28 Nov 2026 16:05:00 GMT', NOW)).toBe(NOW + 300_000))
  it.each([undefined, null, '', 'yesterday', 'Sat, 28 Nov 1998 16:05:00 GMT'])('is ours, where it says %j', (date) =>
    expect(clockOf(date, NOW)).toBe(NOW),
  )
})
