import { hash } from 'node:crypto'
import { expect, it } from 'vitest'
import { markdownReport } from '../../../results/report/forms/markdown.ts'
import { resultsText } from '../../../results/report/results-text.ts'
import { finishedRun, record } from '../../helpers/records.ts'
import { gatedResultsOf } from '../../helpers/results.ts'

/** 1,319 answers of a model that is right at 80%, with luck of its own at a tenth of the samples. */
const N = 1319
const run = (label: string, seed: number) =>
  finishedRun(
    label,
    Array.from({ length: N }, (_, at) => {
      const isLucky = (at * 7919 + 13) % 10 === 0
      const right = isLucky ? hash('sha256', `${seed} ${at}`) < '8' : at % 5 !== 0
      return record(`gsm8k/${at}`, right ? 1 : 0)
    }),
  ).then((made) => ({ ...made, folder: `evalkit-runs/${label}` }))

it('tells of the best of several how much better luck alone makes it look', async () => {
  const steps = await Promise.all([2, 3, 4, 5].map((seed) => run(`step-${seed}`, seed)))
  const results = await gatedResultsOf({}, await run('base', 1), ...steps)
  const [best, ...others] = results.gate.best ?? []
  expect(others).toEqual([])
  expect(best?.candidates).toBe(4)
  expect(best?.level).toBe(0.0125)
  expect(best?.delta).toBe(Math.max(...results.comparisons.map(({ delta = -1 }) => delta)))
  expect(best?.byLuck).toBeGreaterThan(0)
  expect(best?.corrected).toBeLessThan(best?.delta ?? 0)
  for (const text of [resultsText(results), markdownReport(results)]) {
    expect(text.replace(/\n +/g, ' ')).toMatch(
      /gsm8k: step-\d is the best of 4 candidates, by [+−]?\d\.\d points as measured\./,
    )
  }
})

it('says nothing where each benchmark has one candidate', async () => {
  const results = await gatedResultsOf({}, await run('base', 1), await run('step-2', 2))
  expect(results.gate).not.toHaveProperty('best')
})
