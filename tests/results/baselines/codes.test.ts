import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeIndices, decodeRanges, encodeIndices, encodeRanges } from '../../../results/baselines/codes.ts'

describe('columns of indices', () => {
  it('come back as they were, however many values there are', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }).chain((values) =>
          fc.record({
            values: fc.constant(values),
            indices: fc.array(fc.option(fc.nat(values - 1), { nil: undefined }), { maxLength: 250 }),
          }),
        ),
        ({ values, indices }) => {
          expect(decodeIndices(encodeIndices(indices, values), values, indices.length)).toEqual(indices)
        },
      ),
    ))

  it('take one letter an item, a hundred in a line', () => {
    const lines = encodeIndices(Array(250).fill(0), 64)
    expect(lines.map((line) => line.length)).toEqual([100, 100, 50])
    expect(encodeIndices([64], 65)).toEqual(['BA'])
  })

  it.each([
    ['a digit is none', ['A!'], 2],
    ['a value is not among them', ['AC'], 2],
    ['one is missing', ['A'], 2],
    ['one is too many', ['AAA'], 2],
  ])('are refused where %s', (_, lines, items) => expect(decodeIndices(lines, 2, items)).toBeUndefined())
})

describe('ranges of numbers', () => {
  it.each([
    [[], ''],
    [[7], '7'],
    [[0, 1, 2, 5, 8, 9], '0-2,5,8-9'],
  ])('%j is %j', (numbers, text) => {
    expect(encodeRanges(numbers)).toBe(text)
    expect(decodeRanges(text)).toEqual(numbers)
  })

  it.each(['x', '1-', '1,,2', '-1', '0-999999999'])('%j is none', (text) => expect(decodeRanges(text)).toBeUndefined())
})
