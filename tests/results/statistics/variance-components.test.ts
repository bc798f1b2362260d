import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { randomBits } from '../../../results/statistics/random-bits.ts'
import { differenceSpread, varianceComponents } from '../../../results/statistics/variance-components.ts'

function normals(seed: number): (sd: number) => number {
  const bits = randomBits(seed)
  return (sd) => sd * normalQuantile((bits() + 0.5) / 2 ** 32)
}

describe('varianceComponents', () => {
  it('is worked by hand for equal numbers', () => {
    // Means of questions 2 and 6, of answers 1, 3 | 5, 7; ratings ±1 around them.
    const questions = [
      [
        [0, 2],
        [2, 4],
      ],
      [
        [4, 6],
        [6, 8],
      ],
    ]
    // MS within 8/4 = 2; between answers 8/2 = 4 = 2 + 2σ²_r; between questions 32/1 = 4 + 4σ²_q.
    const { question, repeat, judge } = varianceComponents(questions)
    expect(judge).toBeCloseTo(2, 12)
    expect(repeat).toBeCloseTo(1, 12)
    expect(question).toBeCloseTo(7, 12)
  })

  it('is the one-way table of unequal numbers, worked by hand', () => {
    // Questions {1, 3}, {5, 6, 10}: means 2, 7 and 5; MS within (2 + 14)/3; between 2·9 + 3·4 = 30; n₀ = 5 − 13/5 = 2.4.
    const { question, repeat, judge } = varianceComponents([
      [[1], [3]],
      [[5], [6], [10]],
    ])
    expect(judge).toBeUndefined()
    expect(repeat).toBeCloseTo(16 / 3, 12)
    expect(question).toBeCloseTo((30 - 16 / 3) / 2.4, 12)
  })

  it('finds what it was made of, whatever is missing', () => {
    const noise = normals(11)
    const questions = Array.from({ length: 3_000 }, (_, index) => {
      const question = noise(2)
      return Array.from({ length: 1 + (index % 3) }, (_, repeat) => {
        const answer = question + noise(1)
        return Array.from({ length: 1 + ((index + repeat) % 2) }, () => answer + noise(0.5))
      })
    })
    const { question, repeat, judge } = varianceComponents(questions)
    expect(question).toBeCloseTo(4, 0)
    expect(Math.abs((repeat ?? 0) - 1)).toBeLessThan(0.1)
    expect(Math.abs((judge ?? 0) - 0.25)).toBeLessThan(0.03)
  })

  it.each([
    ['no answers', [], [undefined, undefined, undefined]],
    ['one question', [[[1, 2], [4]]], [undefined, 2.75, 0.5]],
    ['single answers', [[[1]], [[3]]], [2, undefined, undefined]],
    [
      'questions that differ less than chance',
      [
        [[0], [4]],
        [[4], [0]],
      ],
      [0, 8, undefined],
    ],
  ] as const)('says what it can of %s', (_, questions, [question, repeat, judge]) => {
    const found = varianceComponents(questions)
    for (const [value, expected] of [
      [found.question, question],
      [found.repeat, repeat],
      [found.judge, judge],
    ]) {
      if (expected === undefined) expect(value).toBeUndefined()
      else expect(value).toBeCloseTo(expected, 12)
    }
  })

  it('grows with the square of the scale', () => {
    const table = fc.array(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 4 }), {
      minLength: 2,
      maxLength: 8,
    })
    fc.assert(
      fc.property(table, (scores) => {
        const once = varianceComponents(scores.map((answers) => answers.map((score) => [score])))
        const thrice = varianceComponents(scores.map((answers) => answers.map((score) => [3 * score])))
        expect(thrice.repeat).toBeCloseTo(9 * (once.repeat ?? Number.NaN), 6)
        expect(thrice.question).toBeCloseTo(9 * (once.question ?? Number.NaN), 6)
      }),
    )
  })
})

describe('differenceSpread', () => {
  it('tells the questions from the luck', () => {
    const noise = normals(5)
    const pairs = Array.from({ length: 4_000 }, (_, index) => {
      const [ease, gain] = [noise(3), noise(0.5)]
      return {
        before: Array.from({ length: 1 + (index % 3) }, () => ease + noise(1)),
        after: Array.from({ length: 2 }, () => ease + gain + noise(2)),
      }
    })
    const { question = 0, repeat = 0 } = differenceSpread(pairs) ?? {}
    expect(Math.abs(question - 0.25)).toBeLessThan(0.15)
    expect(Math.abs(repeat - 5)).toBeLessThan(0.2)
  })

  it('sees no luck at temperature 0', () => {
    const pairs = [
      { before: [1, 1], after: [0, 0] },
      { before: [0, 0], after: [0, 0] },
      { before: [1, 1], after: [1, 1] },
    ]
    expect(differenceSpread(pairs)?.repeat).toBe(0)
    expect(differenceSpread(pairs)?.question).toBeCloseTo(1 / 3, 12)
  })

  it('takes one side to have as much luck as the other, where only that one was asked twice', () => {
    const pairs = [
      { before: [1], after: [0, 1] },
      { before: [1], after: [1, 1] },
    ]
    expect(differenceSpread(pairs)).toMatchObject({ before: 0.25, after: 0.25, repeat: 0.5 })
  })

  it('needs repeats, and two questions', () => {
    expect(
      differenceSpread([
        { before: [1], after: [0] },
        { before: [1], after: [1] },
      ]),
    ).toBeUndefined()
    expect(differenceSpread([{ before: [1, 0], after: [0, 1] }])).toBeUndefined()
  })
})
