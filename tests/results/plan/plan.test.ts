import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rulesFor } from '../../../results/gate/policy.ts'
import { type PlannedBenchmark, type PlanSettings, planFor } from '../../../results/plan/plan.ts'
import { sensitivityOf } from '../../../results/plan/sensitivity.ts'
import { planText } from '../../../results/report/plan.ts'
import { shareOdds } from '../../../results/statistics/share-odds.ts'

const SHARE: [number, number] = [0, 1]

const gsm8k: PlannedBenchmark = {
  benchmark: 'gsm8k',
  protocol: 'chat',
  samples: 1319,
  available: 1319,
  turns: 1319,
  repeats: 1,
  temperature: 0,
  range: SHARE,
  rules: rulesFor({ name: 'gsm8k' }, 1, SHARE, {}),
  promptTokens: 100_000,
  maxTokens: 1024,
  isJudged: false,
}
const mtBench: PlannedBenchmark = {
  ...gsm8k,
  benchmark: 'mt-bench',
  samples: 80,
  available: 80,
  turns: 160,
  temperature: 0.7,
  range: [1, 10],
  rules: rulesFor({ name: 'mt-bench' }, 1, [1, 10], {}),
  isJudged: true,
}

const price = { input: 1, output: 10 }
const settings: PlanSettings = {
  models: [
    { label: 'base', price },
    { label: 'sft', price },
  ],
  judges: [{ label: 'judge', price }],
  regrades: 1,
  concurrency: 64,
  latencyMs: 10_000,
}
const only = (plan: ReturnType<typeof planFor>) => {
  const [first] = plan.benchmarks
  if (first === undefined) throw new Error('nothing is planned')
  return first
}

describe('what a plan takes', () => {
  it('counts requests, tokens, cost and time', () => {
    const plan = only(planFor([gsm8k], settings))
    expect(plan).toMatchObject({ requests: 2638, judgeRequests: 0, inputTokens: 200_000, outputTokens: 2638 * 1024 })
    expect(plan.atMost).toBe(true)
    expect(plan.cost).toBeCloseTo((200_000 * 1 + 2638 * 1024 * 10) / 1e6)
    expect(plan.timeMs).toBeCloseTo((2638 / 64) * 10_000)
  })

  it('asks each judge once for each reply, and does not guess what that costs', () => {
    const { benchmarks, total, judges } = planFor([gsm8k, mtBench], { ...settings, regrades: 2 })
    expect(benchmarks[1]).toMatchObject({ requests: 320, judgeRequests: 640 })
    expect(benchmarks[1]?.cost).toBeUndefined()
    expect(total.cost).toBeUndefined()
    expect(judges).toEqual(['judge'])
  })

  it('takes the time of the server with the most models: servers go side by side', () => {
    const on = (...servers: string[]) => servers.map((server, at) => ({ label: String(at), server }))
    const timeOf = (...servers: string[]) => only(planFor([gsm8k], { ...settings, models: on(...servers) })).timeMs
    expect(timeOf('a', 'b')).toBe(timeOf('a'))
    expect(timeOf('a', 'b', 'a', 'c')).toBe(2 * timeOf('a'))
  })

  it('takes no less time than one conversation and its last verdict, however many go at once', () =>
    expect(only(planFor([mtBench], { ...settings, concurrency: 1000 })).timeMs).toBe(2 * (2 + 1) * 10_000))

  it('goes by what old runs took', () => {
    const measured = {
      spread: { question: 0.1, repeat: 0 },
      hasRepeats: false,
      discordance: 0.1,
      tokens: { input: 50, output: 200 },
      latencyMs: 1000,
    }
    const plan = only(planFor([{ ...gsm8k, measured }], settings))
    expect(plan).toMatchObject({ inputTokens: 2638 * 50, outputTokens: 2638 * 200, atMost: false })
    expect(plan.basis).toBe('discordance 10%, measured')
  })

  it('says which price is unknown', () => {
    const plan = planFor([gsm8k], { ...settings, models: [{ label: 'sft' }] })
    expect(plan.unpriced).toEqual(['sft'])
    expect(planText(plan)).toContain('No price is known of sft')
  })
})

describe('what a plan can see', () => {
  it('matches the odds of the gate itself', () => {
    const plan = only(planFor([gsm8k], { ...settings, discordance: 0.08 }))
    const rule = { margin: 0.025, alpha: 0.05 }
    expect(plan.pass).toBeCloseTo(shareOdds({ pairs: 1319, discordance: 0.08 }, rule).pass, 10)
    const caught = (loss: number) => shareOdds({ pairs: 1319, discordance: 0.08 + loss, delta: -loss }, rule).regressed
    expect(caught(plan.caughtLoss)).toBeGreaterThanOrEqual(0.8)
    expect(caught(plan.caughtLoss - 0.001)).toBeLessThan(0.8)
  })

  it('multiplies the chances of what is required, and leaves out what is advisory', () => {
    const advisory = { ...gsm8k, rules: rulesFor({ name: 'gsm8k' }, 1, SHARE, { tier: 'advisory' }) }
    const { benchmarks, passAll } = planFor([gsm8k, mtBench], settings)
    expect(passAll).toBeCloseTo((benchmarks[0]?.pass ?? 0) * (benchmarks[1]?.pass ?? 0), 12)
    expect(planFor([advisory, mtBench], settings).passAll).toBe(benchmarks[1]?.pass)
    expect(planFor([advisory], settings).passAll).toBeUndefined()
  })

  it('sees no more by repeats at temperature 0, and more above', () => {
    const detectable = (repeats: number, temperature: number) =>
      only(planFor([{ ...gsm8k, repeats, temperature }], settings)).detectable
    expect(detectable(8, 0)).toBeCloseTo(detectable(1, 0), 10)
    expect(detectable(8, 0.6)).toBeLessThan(0.7 * detectable(1, 0.6))
  })

  it('sees more by repeats at temperature 0 where each shows the options in another order', () => {
    const pass = (repeats: number, reorders: boolean) =>
      only(planFor([{ ...gsm8k, benchmark: 'gpqa-diamond', samples: 198, repeats, reorders }], settings)).detectable
    expect(pass(4, true)).toBeLessThan(0.8 * pass(1, true))
    expect(pass(4, false)).toBeCloseTo(pass(1, false), 10)
  })

  it('sees less by repeats where only some samples are asked at a temperature above 0', () => {
    const seen = (sampled: number) => only(planFor([{ ...mtBench, repeats: 4, sampled }], settings)).detectable
    expect(seen(0.5)).toBeGreaterThan(1.1 * seen(1))
    expect(seen(0)).toBeCloseTo(only(planFor([{ ...mtBench, sampled: 0 }], settings)).detectable, 10)
  })

  it('names the samples or repeats that would do, where there are so many', () => {
    const few = { ...gsm8k, samples: 100, turns: 100 }
    expect(only(planFor([few], settings)).questionsNeeded).toBeGreaterThan(900)
    expect(only(planFor([{ ...few, available: 100 }], settings))).not.toHaveProperty('questionsNeeded')
    expect(only(planFor([few], settings))).not.toHaveProperty('repeatsNeeded')
    const sampled = { ...gsm8k, samples: 400, temperature: 0.6 }
    expect(only(planFor([sampled], settings)).repeatsNeeded).toBeGreaterThan(1)
    expect(planText(planFor([few], settings))).toMatch(/would pass with 80% from [\d,]+ samples instead of 100/)
  })

  it('never sees less with more questions', () =>
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 400 }), fc.double({ min: 0.5, max: 3, noNaN: true }), (questions, sd) => {
        const exam = { questions, available: questions, repeats: 1, spread: { question: sd ** 2, repeat: 0 } }
        const rule = { margin: 0.5, alpha: 0.05 }
        const [less, more] = [sensitivityOf(exam, rule), sensitivityOf({ ...exam, questions: 2 * questions }, rule)]
        expect(more.pass).toBeGreaterThanOrEqual(less.pass)
        expect(more.caughtLoss).toBeLessThanOrEqual(less.caughtLoss)
        expect(more.detectable).toBeLessThan(less.detectable)
      }),
    ))
})
