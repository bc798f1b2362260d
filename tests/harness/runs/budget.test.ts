import { describe, expect, it } from 'vitest'
import { Budget } from '../../../harness/runs/budget.ts'
import { BudgetSpent } from '../../../results/errors.ts'
import type { Completion } from '../../../results/schema/schema.ts'
import { record } from '../../helpers/records.ts'

const completion = (changes: Partial<Completion> = {}): Completion => ({
  text: '',
  finishReason: 'stop',
  usage: { inputTokens: 600, outputTokens: 400 },
  ...changes,
})
const trial = (reply = completion()) => ({
  ...record('a/0', 1),
  attempt: { turns: [{ prompt: '', completion: reply }] },
})

describe('a budget', () => {
  it('ends when the tokens are spent', () => {
    using budget = new Budget({ maxTokens: 2500 })
    budget.spend(trial(), undefined)
    budget.spend(trial(), undefined)
    expect(budget.stop.aborted).toBe(false)
    budget.spend(trial(), undefined)
    expect(budget.stop.reason).toBeInstanceOf(BudgetSpent)
    expect(budget.stop.reason).toMatchObject({ exitCode: 3, message: expect.stringMatching(/3000 of 2500 tokens/) })
  })

  it('ends when the money is spent, by the price of each model', () => {
    using budget = new Budget({ maxCost: 0.01 })
    const price = { input: 5, output: 10 } // 0.007 a trial
    budget.spend(trial(), undefined)
    budget.spend(trial(), price)
    expect(budget.stop.aborted).toBe(false)
    budget.spend(trial(), price)
    expect(budget.stop.reason).toMatchObject({ message: expect.stringMatching(/--max-cost: 0\.0140 of 0\.01/) })
  })

  it('is not spent by replies that were kept, or that nobody counted', () => {
    using budget = new Budget({ maxTokens: 1 })
    budget.spend(trial(completion({ cached: true })), undefined)
    const { usage: _, ...uncounted } = completion()
    budget.spend(trial(uncounted), undefined)
    expect(budget.stop.aborted).toBe(false)
  })

  it('ends when the time is over', async () => {
    using budget = new Budget({ maxTimeMs: 20 })
    await expect.poll(() => budget.stop.aborted).toBe(true)
    expect(budget.stop.reason).toMatchObject({ message: expect.stringMatching(/--max-time: 0\.02 s are over/) })
  })
})
