import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../../../results/compare/compare.ts'
import { categorySection } from '../../../../../results/report/forms/html/categories.ts'
import { categoryDifferences } from '../../../../../results/report/forms/html/category-differences.ts'
import type { IndexedBenchmark, PageSample } from '../../../../../results/report/forms/html/page-data.ts'
import { record, runOf } from '../../../../helpers/records.ts'

const models = ['base', 'sft', 'third'].map((name) => ({ name, folder: `runs/${name}` }))
const sample = (at: number, g: string, ...values: readonly (number | undefined)[]): PageSample => ({
  ...{ id: `mmlu/${at}`, q: '', g },
  r: values.map((v) => (v === undefined ? [] : [{ v }])),
})
const benchmark = (samples: readonly PageSample[], changes: Partial<IndexedBenchmark> = {}): IndexedBenchmark => ({
  ...{ name: 'mmlu', range: [0, 1], isProtected: false, models, samples },
  pairs: [
    [0, 1],
    [0, 2],
  ],
  ...changes,
})

describe('differences by category', () => {
  it('begin with the largest loss of any model', () => {
    const samples = [
      ...Array.from({ length: 10 }, (_, at) => sample(at, 'law', 1, 1, at < 4 ? 0 : 1)),
      ...Array.from({ length: 10 }, (_, at) => sample(10 + at, 'art', 1, at < 2 ? 0 : 1, 1)),
      ...Array.from({ length: 10 }, (_, at) => sample(20 + at, 'physics', 0, 1, 1)),
    ]
    const rows = categoryDifferences(benchmark(samples))
    expect(rows.map(({ category }) => category)).toEqual(['law', 'art', 'physics'])
    expect(rows.map(({ cells }) => cells.map((cell) => [cell?.model, cell?.delta, cell?.n]))).toEqual([
      [
        ['sft', 0, 10],
        ['third', -0.4, 10],
      ],
      [
        ['sft', -0.2, 10],
        ['third', 0, 10],
      ],
      [
        ['sft', 1, 10],
        ['third', 1, 10],
      ],
    ])
    expect(rows[2]?.cells[0]?.p).toBeGreaterThan(0.00195) // Holm: six cells
  })

  it('leave out what is not scored in both, and categories with nothing to compare', () => {
    const rows = categoryDifferences(
      benchmark([sample(0, 'law', 1, 0, 1), sample(1, 'law', 1, undefined, 1), sample(2, 'art', undefined, 1, 1)]),
    )
    expect(rows.map(({ category, cells }) => [category, ...cells.map((cell) => cell?.n)])).toEqual([
      ['law', 1, 2],
      ['art', undefined, undefined],
    ])
  })

  it.each([
    ['without a baseline', benchmark([sample(0, 'a', 1), sample(1, 'b', 1)], { pairs: [] })],
    ['of one category', benchmark([sample(0, 'a', 1, 1, 1)])],
    ['without samples', benchmark([])],
  ])('are none %s', (_, given) => {
    expect(categoryDifferences(given)).toEqual([])
    expect(categorySection([given])).toBe('')
  })

  it('of all samples in one category are the difference of the runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 2, maxLength: 40 }), async (values) => {
        const run = (side: 0 | 1) =>
          runOf(
            models[side]?.name ?? '',
            values.map((pair, at) => record(`gsm8k/${at}`, pair[side])),
          )
        const { facts } = await compareRuns(run(0), run(1))
        const all = [...values.map(([a, b], at) => sample(at, 'all', a, b)), sample(999, 'other', 1, 1)]
        const [cell] =
          categoryDifferences(benchmark(all, { pairs: [[0, 1]] })).find(({ category }) => category === 'all')?.cells ??
          []
        expect(cell?.delta).toBeCloseTo(facts.delta ?? Number.NaN, 5)
        expect(cell?.interval[0]).toBeCloseTo(facts.interval?.[0] ?? Number.NaN, 5)
        expect(cell?.interval[1]).toBeCloseTo(facts.interval?.[1] ?? Number.NaN, 5)
      }),
      { numRuns: 40 },
    )
  })

  it('lead to the samples behind them, and fold after a dozen', () => {
    const samples = Array.from({ length: 60 }, (_, at) =>
      sample(at, `subject & ${String(at % 20).padStart(2, '0')}`, 1, 0, 1),
    )
    const html = categorySection([benchmark(samples)])
    expect(html).toContain('href="#mmlu?models=base,sft&amp;show=changed&amp;category=subject%20%26%2000"')
    expect(html).toContain('<summary>8 more</summary>')
    expect(html).toContain('<th scope="row">subject &amp; 00</th>')
  })
})
