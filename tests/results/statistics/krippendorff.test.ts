import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { krippendorffAlpha } from '../../../results/statistics/krippendorff.ts'

// Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: 4 observers, 12 units, some values missing.
const OBSERVERS = ['123321412...', '1233224125.3', '.3332342251.', '12332441251.']
const UNITS = Array.from({ length: 12 }, (_, unit) => OBSERVERS.map((row) => rating(row[unit])))

function rating(mark: string | undefined): number | undefined {
  return mark === undefined || mark === '.' ? undefined : Number(mark)
}

const ratings = fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined })
const units = fc.array(fc.array(ratings, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 20 })

describe('krippendorffAlpha', () => {
  it.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('reproduces Krippendorff’s %s example: %d', (level, alpha) => {
    expect(krippendorffAlpha(UNITS, level)).toBeCloseTo(alpha, 3)
  })

  it('is 1 for agreement, and below 0 for raters that contradict each other', () => {
    const same = [3, 7, 7, 9].map((value) => [value, value, undefined])
    const opposed = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? [1, 10] : [10, 1]))
    for (const level of ['nominal', 'ordinal', 'interval'] as const) {
      expect(krippendorffAlpha(same, level)).toBe(1)
      // D_o = δ², D_e = δ²·10·10·2/(20·19).
      expect(krippendorffAlpha(opposed, level)).toBeCloseTo(1 - 380 / 200, 12)
    }
  })

  it.each([
    [
      'all are equal',
      [
        [5, 5],
        [5, 5],
      ],
    ],
    [
      'nobody rated the same',
      [
        [1, undefined],
        [undefined, 2],
      ],
    ],
    ['there are none', []],
  ])('cannot be told when %s', (_, given) => expect(krippendorffAlpha(given, 'interval')).toBeUndefined())

  it('cares neither for the order of units nor for that of raters', () => {
    fc.assert(
      fc.property(units, (given) => {
        const alpha = krippendorffAlpha(given, 'ordinal')
        const turned = krippendorffAlpha(
          given.toReversed().map((unit) => unit.toReversed()),
          'ordinal',
        )
        if (alpha === undefined) expect(turned).toBeUndefined()
        else expect(turned).toBeCloseTo(alpha, 9)
      }),
    )
  })

  it('does not change with the unit of an interval scale, nor with any rising scale of ranks', () => {
    fc.assert(
      fc.property(units, (given) => {
        const on = (scale: (value: number) => number) =>
          given.map((unit) => unit.map((value) => (value === undefined ? undefined : scale(value))))
        const interval = krippendorffAlpha(given, 'interval') ?? 2
        expect(
          krippendorffAlpha(
            on((value) => 3 * value - 7),
            'interval',
          ) ?? 2,
        ).toBeCloseTo(interval, 9)
        const ordinal = krippendorffAlpha(given, 'ordinal') ?? 2
        expect(
          krippendorffAlpha(
            on((value) => value ** 3),
            'ordinal',
          ) ?? 2,
        ).toBeCloseTo(ordinal, 9)
      }),
    )
  })
})
