import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairedDifference } from '../../../results/compare/difference.ts'
import { pooledDifference } from '../../../results/gate/pooled.ts'
import { luckOf } from '../../../tools/bench/simulated.ts'

/** A benchmark right or wrong, with so many gained and lost of 1,000. */
function part(benchmark: string, gained: number, lost: number, margin = 0.05) {
  const differences = [...Array(gained).fill(1), ...Array(lost).fill(-1), ...Array(1000 - gained - lost).fill(0)]
  const seen = pairedDifference(differences, true, [0, 1])
  if (seen === undefined) throw new Error('no differences')
  const rules = { margin, tier: 'required', alpha: 0.05, minSamples: 1, maxUnscored: 0.01 } as const
  return { benchmark, seen, rules, span: 1 }
}

describe('all required benchmarks together', () => {
  it('is the mean loss in margins, paired, with its interval and one-sided p', () => {
    const found = pooledDifference([part('gsm8k', 20, 45), part('humaneval', 30, 30)])
    expect(found?.estimate).toBeCloseTo((-0.025 / 0.05 + 0) / 2)
    const error = Math.hypot(Math.sqrt(0.065 - 0.025 ** 2), Math.sqrt(0.06)) / Math.sqrt(1000) / 0.05 / 2
    expect(found?.interval[0]).toBeCloseTo(-0.25 - 1.959964 * error, 5)
    expect(found?.p).toBeLessThan(0.05)
  })

  it('sees a small loss everywhere that no benchmark shows by itself', () => {
    const parts = ['a', 'b', 'c', 'd', 'e'].map((name) => part(name, 55, 70))
    for (const { seen } of parts) expect(seen.p).toBeGreaterThan(0.1)
    expect(pooledDifference(parts)?.p).toBeLessThan(0.005)
  })

  it('takes benchmarks that share questions for one: no narrower than either', () => {
    const apart = pooledDifference([part('gsm8k', 40, 40), part('humaneval', 40, 40)])
    const alike = pooledDifference([part('humaneval-plus', 40, 40), part('humaneval', 40, 40)])
    const width = (found: typeof apart) => (found?.interval[1] ?? 0) - (found?.interval[0] ?? 0)
    expect(width(alike)).toBeCloseTo(width(apart) * Math.SQRT2)
  })

  it('is there only for several benchmarks, each with a margin', () => {
    expect(pooledDifference([part('gsm8k', 1, 2)])).toBeUndefined()
    expect(pooledDifference([part('gsm8k', 1, 2), part('humaneval', 1, 2, 0)])).toBeUndefined()
  })

  it('has an interval of some width where nothing differs at all', () => {
    const found = pooledDifference([part('gsm8k', 0, 0), part('humaneval', 0, 0)])
    expect(found).toMatchObject({ estimate: 0, p: 0.5 })
    expect(found?.interval[1]).toBeGreaterThan(0)
  })

  it('does not depend on the order of the benchmarks', () => {
    const names = ['gsm8k', 'gsm8k-platinum', 'humaneval', 'mt-bench']
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 4 }), (order) => {
        const made = (all: readonly string[]) =>
          pooledDifference(all.map((name) => part(name, name.length, 2 * name.length)))
        expect(made(order)?.interval[0]).toBeCloseTo(made(names)?.interval[0] ?? Number.NaN)
      }),
    )
  })

  it('covers no loss in 95 of 100 candidates that are equal', () => {
    const { uniform } = luckOf(7)
    const covered = Array.from({ length: 600 }, () => {
      const parts = ['a', 'b', 'c'].map((name, index) => {
        const discordant = Array.from({ length: 100 + 40 * index }, uniform)
        const gained = discordant.filter((draw) => draw < 0.5).length
        return part(name, gained, discordant.length - gained, 0.02 * (index + 1))
      })
      const [low, high] = pooledDifference(parts)?.interval ?? [1, -1]
      return low <= 0 && high >= 0
    }).filter(Boolean).length
    expect(covered / 600).toBeGreaterThan(0.93)
    expect(covered / 600).toBeLessThan(0.975)
  })
})
