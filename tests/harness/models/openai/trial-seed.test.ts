import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trialSeed } from '../../../../harness/models/openai/trial-seed.ts'

const seedOf = (seed: number | undefined, sampleId: string, repeat = 1, turn = 1) =>
  trialSeed({ generation: seed === undefined ? {} : { seed }, trial: { sampleId, repeat, turn } })

describe('the seed of a request', () => {
  it('is absent where the run has none', () => expect(seedOf(undefined, 'gsm8k/0')).toBeUndefined())

  it('is a whole number that fits 31 bits, and the same each time', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.integer({ min: 1, max: 64 }), (seed, id, repeat) => {
        const drawn = seedOf(seed, id, repeat)
        expect(drawn).toBe(seedOf(seed, id, repeat))
        expect(Number.isInteger(drawn) && (drawn ?? -1) >= 0 && (drawn ?? 2 ** 31) < 2 ** 31).toBe(true)
      }),
    )
  })

  it('differs between samples, repeats, turns and runs: seed 1 and seed 2 share none', () => {
    const drawn = [1, 2].flatMap((seed) =>
      Array.from({ length: 1319 }, (_, index) =>
        [1, 2, 3, 4].flatMap((repeat) => [1, 2].map((turn) => seedOf(seed, `gsm8k/${index}`, repeat, turn))),
      ).flat(),
    )
    // Of 21,104 draws from 2³¹ about 0.1 pairs meet by chance.
    expect(new Set(drawn).size).toBeGreaterThan(drawn.length - 3)
  })
})
