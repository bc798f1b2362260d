import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curvePlot } from '../../../results/report/curve-plot.ts'
import { scoreScale, stepPositions } from '../../../results/report/curve-scale.ts'
import type { Curve } from '../../../results/schema/curve.ts'
import { columnsOf } from '../../../results/words/width.ts'

const curve = (
  scores: readonly number[],
  steps = scores.map((_, at) => 100 * (at + 1)),
  more: Partial<Curve> = {},
): Curve => ({
  benchmark: 'gsm8k',
  protocol: 'chat',
  metric: 'accuracy',
  asked: 200,
  size: 200,
  points: scores.map((score, at) => ({
    step: steps[at] ?? 0,
    model: 'sft',
    runs: [],
    score,
    interval: [Math.max(0, score - 0.05), Math.min(1, score + 0.05)],
    n: 200,
    unscored: 0,
    repeats: 1,
  })),
  changes: [],
  declines: [],
  notes: [],
  ...more,
})

const BASELINE = { baseline: { model: 'base', run: 'r', score: 0.5 } }

describe('curvePlot', () => {
  it('draws scores, intervals and the baseline', () => {
    expect(curvePlot(curve([0.45, 0.6, 0.55], undefined, BASELINE), { width: 44 }).join('\n')).toMatchInlineSnapshot(`
      "65.0% ┤                 ░░░░░
            │               ░░░░░░░░░░░░░
            │             ░░░░░░░░░░░░░░░░░░░░░
      60.0% ┤           ░░░░░░·●·····░░░░░░░░░░░
            │         ░░░░░░··░░░░░░░······░░░░░
      55.0% ┤       ░░░░░░··░░░░░░░░░░░░░░░····●
            │     ░░░░░░··░░░░░  ░░░░░░░░░░░░░░░
            │   ░░░░░···░░░░░          ░░░░░░░░░
      50.0% ┤╌╌╌╌╌╌··╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
            │  ░░··░░░░░░
      45.0% ┤  ●·░░░░░░
            │  ░░░░░░
            │  ░░░░
      40.0% ┤  ░░
            └──┴───────────────┴───────────────┴──
              100             200             300
      ● score by step   ░ 95% interval   ╌ base 50.0%"
    `)
  })

  it('draws the same with ASCII characters alone', () => {
    const lines = curvePlot(curve([0.45, 0.6, 0.55], undefined, BASELINE), { width: 44, ascii: true })
    expect(lines.join('\n')).toMatch(/^[\x20-\x7e\n]+$/)
    expect(lines.slice(0, -3).join('').match(/o/g)).toHaveLength(3)
  })

  const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 })
  const gaps = fc.array(fc.nat({ max: 100_000 }), { minLength: 30, maxLength: 30 })

  it('fits the terminal, and has a point for each step unless two share a place', () =>
    fc.assert(
      fc.property(scores, gaps, fc.integer({ min: 60, max: 250 }), (values, distances, width) => {
        let step = 0
        const steps = values.map((_, at) => {
          step += 1 + (distances[at] ?? 0)
          return step
        })
        const lines = curvePlot(curve(values, steps), { width })
        for (const line of lines.slice(0, -1)) expect(columnsOf(line)).toBeLessThanOrEqual(width)
        expect(lines.slice(0, -3).join('').match(/●/g)).toHaveLength(values.length)
      }),
      { numRuns: 100 },
    ))

  it('draws nothing where a step has no score', () => {
    const { points, ...rest } = curve([0.1, 0.2])
    expect(curvePlot({ ...rest, points: points.map(({ score, ...point }) => point) })).toEqual([])
  })
})

describe('the scales', () => {
  it('name round values that enclose everything', () => {
    expect(scoreScale([curve([0.45, 0.6], undefined, BASELINE)]).ticks).toEqual([0.4, 0.45, 0.5, 0.55, 0.6, 0.65])
    expect(scoreScale([curve([0.99, 1])])).toMatchObject({ high: 1 })
    expect(scoreScale([curve([0, 0])])).toMatchObject({ low: 0 })
  })

  it('of ratings are in their range', () => {
    const rated = curve([6.1, 7.4], undefined, { range: [1, 10] })
    const points = rated.points.map((point) => ({
      ...point,
      interval: [(point.score ?? 0) - 0.3, (point.score ?? 0) + 0.3] as [number, number],
    }))
    expect(scoreScale([{ ...rated, points }]).ticks).toEqual([5.5, 6, 6.5, 7, 7.5, 8])
  })

  it.each([
    [[100, 200, 400], [0, 1 / 3, 1], true],
    [[1, 2, 10_000], [0, 0.5, 1], false],
  ])('puts steps %j at %j', (steps, at, isToScale) => {
    const found = stepPositions(steps, 0.03)
    expect(found.isToScale).toBe(isToScale)
    expect(found.at.map((place) => Number(place.toFixed(6)))).toEqual(at.map((place) => Number(place.toFixed(6))))
  })

  it('enclose every score and interval', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (values) => {
        const { low, high, ticks } = scoreScale([curve(values)])
        for (const { interval } of curve(values).points) {
          expect(low).toBeLessThanOrEqual((interval?.[0] ?? 0) + 1e-9)
          expect(high).toBeGreaterThanOrEqual((interval?.[1] ?? 0) - 1e-9)
        }
        expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.length).toBeLessThan(10)
      }),
    ))
})
