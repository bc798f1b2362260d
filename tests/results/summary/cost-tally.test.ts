import { expect, it } from 'vitest'
import type { JudgeVerdict, TurnRating } from '../../../results/schema/schema.ts'
import { CostTally } from '../../../results/summary/cost-tally.ts'
import { notesOn } from '../../../results/words/notes.ts'
import { finishedRun, record, turn } from '../../helpers/records.ts'

const PRICE = { input: 1, output: 10 }
const usage = { inputTokens: 200_000, outputTokens: 10_000 }

const rated = (judge: string, verdict: Partial<JudgeVerdict['attempts'][number]['completion']> = {}): TurnRating => ({
  turn: 1,
  template: 't',
  prompt: [],
  verdicts: [
    {
      judge,
      regrade: 1,
      rule: 'r',
      attempts: [{ completion: { text: '7', finishReason: 'stop', usage, ...verdict } }],
    },
  ],
})

it('adds up what model and judges cost, each by its own price', () => {
  const tally = new CostTally({ ...PRICE, currency: 'USD' }, { j: { input: 2, output: 20, currency: 'USD' } })
  tally.add([turn({ usage }), turn({ usage, cached: true })])
  tally.addRatings([rated('j'), rated('j', { cached: true })])
  expect(tally.facts()).toMatchObject({ cost: 0.3, judgeCost: 0.6, currency: 'USD', cached: 1 })
})

it('knows no cost of judges where one of them has no price, and no currency where there are two', () => {
  const tally = new CostTally({ ...PRICE, currency: 'USD' }, { j: { ...PRICE, currency: 'EUR' } })
  tally.addRatings([rated('j'), rated('k')])
  expect(tally.facts()).not.toHaveProperty('judgeCost')
  expect(tally.facts()).not.toHaveProperty('currency')
})

it('is told beside the score', async () => {
  const run = await finishedRun('sft', [record('gsm8k/0', 1)])
  const shown = (facts: object) => notesOn({ ...run, summary: { ...run.summary, ...facts } }, false)
  expect(shown({ cost: 1.2, judgeCost: 0.32, currency: 'USD' })).toEqual([
    'sft: cost 1.52 USD: 1.20 of the model, 0.32 of its judges',
  ])
  expect(shown({ cost: 0.00412 })).toEqual(['sft: cost 0.00412'])
  expect(shown({ judgeCost: 3, currency: 'EUR' })).toEqual(['sft: cost: unknown of the model, 3.00 EUR of its judges'])
})
