import { describe, expect, it } from 'vitest'
import { plannedP, type ScoredPair, stageOf } from '../../../results/design/stages.ts'
import type { RunDesign, RunManifest } from '../../../results/schema/schema.ts'
import { normalQuantile } from '../../../results/statistics/normal.ts'
import { luckOf } from '../../../tools/bench/simulated.ts'
import { manifest } from '../../helpers/stored-run.ts'

const run = (design: RunDesign | undefined, repeats = 1, count = 1000): RunManifest => ({
  ...manifest,
  trialsPerSample: repeats,
  items: { count, hash: '00' },
  ...(design && { design }),
})

const escalate: RunDesign = { kind: 'escalate', answers: [1, 2, 4] }
const earlyStop = (asked: number): RunDesign => ({ kind: 'early-stop', looks: 5, seed: 1, asked })

/** A sample's chance is ½ in so large a share of cases, else 0 or 1 under each model by itself. */
function pairsOf(before: number, after: number, lucky = 1): ScoredPair[] {
  const { uniform } = luckOf(3)
  const chance = () => (uniform() < lucky ? 0.5 : uniform() < 0.5 ? 0 : 1)
  const answers = (k: number, p: number) => Array.from({ length: k }, () => (uniform() < p ? 1 : 0))
  return Array.from({ length: 2000 }, () => ({ before: answers(before, chance()), after: answers(after, chance()) }))
}

describe('a run without a plan of looks', () => {
  it('has no stage', () => expect(stageOf(run(undefined), run(undefined), () => [])).toBeUndefined())
})

describe('escalation', () => {
  it('decides its three stages at about 0.023, 0.026 and 0.026', () => {
    const levels = [1, 2, 4].map(
      (k) => stageOf(run(escalate, k), run(escalate, k), () => pairsOf(k, k, 0.6))?.level(0.05) ?? 0,
    )
    expect(levels[0]).toBeCloseTo(0.0226, 3)
    for (const level of levels.slice(1)) expect(Math.abs(level - 0.026)).toBeLessThan(0.006)
  })

  it('knows its stage by the answers there are', () => {
    const stage = stageOf(run(undefined, 8), run(escalate, 2), () => pairsOf(8, 2))
    expect(stage).toMatchObject({ kind: 'escalate', number: 2, of: 3 })
    expect(stageOf(run(escalate), run(escalate, 3), () => [])).toBeUndefined()
  })

  it('gains nothing by asking again what never varies, and so decides as before', () => {
    const flat = Array.from({ length: 400 }, (_, index) => ({ before: [1, 1], after: index % 9 ? [1, 1] : [0, 0] }))
    const level = (k: number) => stageOf(run(escalate, k), run(escalate, k), () => flat)?.level(0.05)
    expect(level(2)).toBeCloseTo(level(1) ?? 0, 10)
  })

  it('spends no more than α on all stages, whatever the luck', () => {
    // Luck of all of the spread: the estimates' path is that of a mean of 1, 2, 4 draws.
    const levels = [1, 2, 4].map((k) => {
      const stage = stageOf(run(escalate, k), run(escalate, k), () => pairsOf(k, k))
      return stage?.level(0.05) ?? 1
    })
    const { normal } = luckOf(11)
    const z = levels.map((level) => -normalQuantile(level))
    let passed = 0
    const trials = 40_000
    for (let trial = 0; trial < trials; trial++) {
      const draws = Array.from({ length: 4 }, () => normal(1))
      const hit = [1, 2, 4].some((k, at) => {
        const mean = draws.slice(0, k).reduce((a, b) => a + b, 0) / k
        return mean * Math.sqrt(k) > (z[at] ?? 9)
      })
      if (hit) passed++
    }
    expect(passed / trials).toBeGreaterThan(0.046)
    expect(passed / trials).toBeLessThan(0.054)
  })
})

describe('early stop', () => {
  it('spends in the manner of O’Brien and Fleming: next to nothing early, nearly all at the end', () => {
    const levels = [200, 400, 600, 800, 1000].map((asked) => {
      const both = run(earlyStop(asked))
      return stageOf(both, both, () => [])?.level(0.05) ?? 0
    })
    expect(levels[0]).toBeLessThan(2e-5)
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    expect(levels[4]).toBeGreaterThan(0.04)
    expect(levels[4]).toBeLessThan(0.045)
  })

  it('stands where the shorter of the two runs stopped', () => {
    const stage = stageOf(run(earlyStop(800)), run(earlyStop(400)), () => [])
    expect(stage).toMatchObject({ kind: 'early-stop', number: 2, of: 5 })
    expect(stageOf(run(undefined), run(earlyStop(400)), () => [])).toMatchObject({ number: 2 })
  })
})

describe('p under a plan', () => {
  const stage = stageOf(run(earlyStop(600)), run(earlyStop(600)), () => [])
  it('is never below the p of the data, and rises with it', () => {
    if (stage === undefined) throw new Error('no stage')
    const planned = [0.0004, 0.02, 0.4].map((p) => plannedP(stage, p))
    expect(planned).toEqual(planned.toSorted((a, b) => a - b))
    for (const [at, p] of [0.0004, 0.02, 0.4].entries()) expect(planned[at]).toBeGreaterThan(p)
    expect(plannedP(stage, 1)).toBe(1)
  })

  it('is 0.05 exactly where the 95% interval of the plan ends at 0', () => {
    if (stage === undefined) throw new Error('no stage')
    expect(plannedP(stage, 2 * stage.level(0.025))).toBeCloseTo(0.05, 4)
  })
})
