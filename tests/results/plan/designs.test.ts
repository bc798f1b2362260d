import { describe, expect, it } from 'vitest'
import { cheapestDesign, type DesignedExam, designsFor } from '../../../results/plan/designs.ts'

/** As `plan` assumes the five: discordance or SD, and the share of luck. */
const assumed = (
  benchmark: string,
  questions: number,
  margin: number,
  variance: number,
  luck: number,
): DesignedExam => ({
  benchmark,
  exam: {
    questions,
    available: questions,
    repeats: 1,
    spread: { question: variance * (1 - luck), repeat: variance * luck },
    ...(variance < 1 && { discordance: variance }),
  },
  rules: { margin, alpha: 0.05 },
  replies: questions,
})
const FIVE = [
  assumed('gsm8k', 1319, 0.025, 0.1, 0.75),
  assumed('humaneval', 164, 0.08, 0.13, 0.7),
  assumed('gpqa-diamond', 198, 0.1, 0.28, 0.9),
  assumed('mt-bench', 80, 0.6, 1.8 ** 2, 0.6),
  assumed('alignbench', 530, 0.25, 2.4 ** 2, 0.75),
]

describe('designs of a gate side by side', () => {
  const designs = designsFor(FIVE, { candidates: 1, storedBaseline: false })
  const named = (name: string) => designs.find((one) => one.name === name)

  it('rise from single shot over A and B to both together, as an independent audit found by simulation', () => {
    const all = ['single', 'A', 'B', 'A+B'].map((name) => named(name)?.passAll ?? 0)
    for (const [at, expected] of [0.43, 0.74, 0.9, 0.96].entries())
      expect(Math.abs((all[at] ?? 0) - expected)).toBeLessThan(0.05)
  })

  it('count the requests of both models, or of the candidate alone beside a stored baseline', () => {
    const asked = FIVE.reduce((sum, { replies }) => sum + replies, 0)
    expect(named('single')?.requests).toBe(2 * asked)
    expect(named('A')).toMatchObject({ requests: asked, once: 8 * asked })
    expect((named('B')?.requests ?? 0) / (2 * asked)).toBeCloseTo(1.36, 1)
    expect((named('A+B')?.requests ?? 0) / asked).toBeCloseTo(1.15, 1)
  })

  it('let early stop save a quarter of the requests for about a point of power', () => {
    const [single, early] = [named('single'), named('C')]
    expect((early?.requests ?? 0) / (single?.requests ?? 1)).toBeLessThan(0.78)
    for (const [at, { pass }] of (single?.benchmarks ?? []).entries()) {
      expect(pass - (early?.benchmarks[at]?.pass ?? 0)).toBeLessThan(0.02)
    }
  })

  it('name the cheapest that is sure enough, or none', () => {
    expect(cheapestDesign(designs, 0.4)).toBe('A')
    expect(cheapestDesign(designs, 0.8)).toBe('A+B')
    expect(cheapestDesign(designs, 0.999)).toBeUndefined()
  })

  it('promise nothing of further answers where replies do not vary', () => {
    const [exam] = FIVE
    if (exam === undefined) throw new Error('no exam')
    const greedy = { ...exam, exam: { ...exam.exam, spread: { question: 0.1, repeat: 0 } } }
    const [single, a, b, both] = designsFor([greedy], { candidates: 1, storedBaseline: false })
    for (const design of [a, b, both]) expect(design?.passAll).toBeCloseTo(single?.passAll ?? 0, 1)
    expect(b?.requests).toBe(single?.requests)
  })

  it('ask a stored baseline nothing', () => {
    const [single] = designsFor(FIVE, { candidates: 2, storedBaseline: true })
    const [both] = designsFor(FIVE, { candidates: 2, storedBaseline: false })
    expect((both?.requests ?? 0) / (single?.requests ?? 1)).toBeCloseTo(1.5)
  })
})
