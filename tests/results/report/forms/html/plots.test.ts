import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positionSection } from '../../../../../results/report/forms/html/positions.ts'
import { quantile, ridges } from '../../../../../results/report/forms/html/ridges.ts'
import { Scale } from '../../../../../results/report/forms/html/scale.ts'
import { pageOf } from '../../../../helpers/page.ts'
import { finishedRun, record, records, turn } from '../../../../helpers/records.ts'
import { resultsOf } from '../../../../helpers/results.ts'

const drawing = { title: 'Length', from: 1, to: 1000, bins: 10, scale: 'log', words: String, middle: 'median' } as const

describe('a scale', () => {
  it('has every value within its width, in order', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const scale = new Scale(values)
        const places = values.toSorted((a, b) => a - b).map((value) => scale.percent(value))
        for (const [at, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(0)
          expect(place).toBeLessThanOrEqual(100)
          if (at > 0) expect(place).toBeGreaterThanOrEqual(places[at - 1] ?? 0)
        }
        expect(scale.ticks.length).toBeLessThanOrEqual(7)
      }),
    ))
})

describe('distributions', () => {
  it('have a row for each model that has values, with its middle', () => {
    const html = ridges(
      [
        { name: '<base>', values: [1, 10, 100] },
        { name: 'silent', values: [] },
      ],
      drawing,
    )
    expect(html).toContain('<tr data-model="&lt;base&gt;"><th scope="row">&lt;base&gt;</th>')
    expect(html).toContain('aria-label="&lt;base&gt;: median 10, 5% to 95%: 1 to 100"')
    expect(html).not.toContain('silent')
    expect(html.match(/M[\d.]+ 26v/g)).toHaveLength(3)
  })

  it.each([
    ['one value', [7]],
    ['equal values', [5, 5, 5]],
    ['values beyond the ends', [0, 5000]],
  ])('are drawn of %s', (_, values) => expect(ridges([{ name: 'm', values }], drawing)).toContain('<path d="M'))

  it('are nothing of nothing', () => expect(ridges([], drawing)).toBe(''))

  it('find quantiles', () => {
    const values = Array.from({ length: 100 }, (_, at) => at)
    expect([0, 0.05, 0.5, 0.95, 1].map((share) => quantile(values, share))).toEqual([0, 5, 50, 95, 99])
  })
})

describe('the plots of a report', () => {
  it('put all benchmarks on one scale, and lengths and latencies of models below each other', async () => {
    const timed = (label: string, latencyMs: number) =>
      finishedRun(
        label,
        records('1101').map((one, at) =>
          record(one.id, at % 2, { turns: [turn({ usage: { outputTokens: 10 + at }, latencyMs })] }),
        ),
      )
    const html = await pageOf(await resultsOf(await timed('base', 400), await timed('sft', 4000)))
    expect(html).toMatch(/<table class="forest">[\s\S]*aria-label="gsm8k, sft" class="unclear"/)
    expect(html).toMatch(/aria-label="sft: median 4\.0 s/)
    expect(html).toMatch(/aria-label="base: median 12, /)
  })

  it('say where the right option stood, and which was chosen', async () => {
    const run = await finishedRun('sft', records('1'))
    const positions = { A: { trials: 2, score: 0.5, chosen: 0.333 }, B: { trials: 0, chosen: 0.667 } }
    const html = positionSection([{ ...run, summary: { ...run.summary, positions } }])
    expect(html).toMatch(/chosen 33\.3% <small>right 50\.0%<\/small>/)
    expect(positionSection([run])).toBe('')
  })
})
