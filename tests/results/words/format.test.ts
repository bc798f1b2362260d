import { describe, expect, it } from 'vitest'
import {
  change,
  count,
  delta,
  deltaInterval,
  duration,
  interval,
  magnitude,
  plural,
  pValue,
  score,
  size,
} from '../../../results/words/format.ts'

const RATING = [1, 10] as [number, number]

describe('a fraction', () => {
  it.each([
    [score(0.6123, undefined), '61.2%'],
    [score(1, [0, 1]), '100.0%'],
    [interval([0.5849, 0.6379], undefined), '58.5 to 63.8'],
    [delta(0.1234, undefined), '+12.3 pp'],
    [delta(-0.1234, undefined), '−12.3 pp'],
    [delta(-0.0001, undefined), '0.0 pp'],
    [deltaInterval([-0.01, 0.154], undefined), '−1.0 to +15.4'],
    [change(0.1234, undefined), '+12.3 points'],
    [size(-0.1234, undefined), '12.3 points'],
  ])('is shown as percent or points: %s', (text, expected) => expect(text).toBe(expected))
})

describe('a rating', () => {
  it.each([
    [score(7.318, RATING), '7.32'],
    [interval([7.01, 7.628], RATING), '7.01 to 7.63'],
    [delta(-0.214, RATING), '−0.21'],
    [deltaInterval([-0.4, -0.001], RATING), '−0.40 to 0.00'],
    [change(0.214, RATING), '+0.21'],
    [size(-0.214, RATING), '0.21'],
  ])('is shown as it is: %s', (text, expected) => expect(text).toBe(expected))
})

it.each([
  [1, '1'],
  [0.4531, '0.453'],
  [0.031249, '0.0312'],
  [0.001, '0.001'],
  [0.00099, '<0.001'],
  [0, '<0.001'],
])('shows p = %d as %s', (p, text) => expect(pValue(p)).toBe(text))

it.each([
  [7, '7'],
  [999, '999'],
  [1319, '1,319'],
  [1_234_567, '1,234,567'],
])('counts %d as %s', (value, text) => expect(count(value)).toBe(text))

it.each([
  [412, '412'],
  [1049, '1.0k'],
  [41_200, '41.2k'],
  [99_960, '100k'],
  [999_499, '999k'],
  [999_500, '1.0M'],
  [1_310_000_000, '1310M'],
])('shows %d tokens as %s', (value, text) => expect(magnitude(value)).toBe(text))

it.each([
  [12.4, '12ms'],
  [999.6, '1.0s'],
  [8449, '8.4s'],
  [9960, '10s'],
  [59_499, '59s'],
  [59_600, '1m 00s'],
  [192_000, '3m 12s'],
  [3_599_700, '1h 00m'],
  [3_840_000, '1h 04m'],
  [360_000_000, '100h 00m'],
])('shows %d ms as %s', (ms, text) => expect(duration(ms)).toBe(text))

it('knows one from many', () => {
  expect([plural(1, 'sample'), plural(0, 'sample'), plural(1319, 'sample')]).toEqual([
    '1 sample',
    '0 samples',
    '1,319 samples',
  ])
})
