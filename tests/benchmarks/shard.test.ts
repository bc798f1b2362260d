import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseShard, shardOf } from '../../benchmarks/shard.ts'

const ids = (count: number) => Array.from({ length: count }, (_, i) => `test/${i}`)

describe('the parts of a benchmark', () => {
  it('hold every sample once, as evenly as can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20 }), (count, of) => {
        fc.pre(of <= count)
        const parts = Array.from({ length: of }, (_, i) => shardOf(ids(count), { index: i + 1, of }))
        expect(parts.flatMap((part) => [...part]).sort()).toEqual(ids(count).sort())
        const sizes = parts.map(({ size }) => size)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('depend on the ids and not on their order', () => {
    const part = shardOf(ids(100), { index: 2, of: 7 })
    expect(shardOf(ids(100).reverse(), { index: 2, of: 7 })).toEqual(part)
    expect(
      [...part].map((id) => Number(id.slice(5))).every((n, i, all) => i === 0 || n === (all[i - 1] ?? 0) + 1),
    ).toBe(false)
  })

  it('cannot be more than the samples', () => {
    expect(() => shardOf(ids(3), { index: 1, of: 4 })).toThrow(/only 3 samples/)
  })
})

describe('--shard', () => {
  const slurm = { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_MIN: '5', SLURM_ARRAY_TASK_COUNT: '4' }
  it.each([
    ['2/8', {}, { index: 2, of: 8 }],
    ['auto', slurm, { index: 3, of: 4 }],
    ['auto', { ...slurm, SLURM_ARRAY_TASK_STEP: '2' }, { index: 2, of: 4 }],
    ['auto/6', { SLURM_ARRAY_TASK_ID: '0' }, { index: 1, of: 6 }],
    ['auto/4', { JOB_COMPLETION_INDEX: '3' }, { index: 4, of: 4 }],
  ])('reads %s in %j', (text, env, shard) => expect(parseShard(text, env)).toEqual(shard))

  it.each([
    ['0/8', {}, /the first is 1, the last 8/],
    ['9/8', {}, /part 9 of 8/],
    ['8', {}, /needs i\/N/],
    ['a/b', {}, /needs i\/N/],
    ['auto', {}, /neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX/],
    ['auto', { JOB_COMPLETION_INDEX: '3' }, /neither/],
    ['auto/4', { JOB_COMPLETION_INDEX: '4' }, /part 5 of 4/],
  ])('refuses %s in %j', (text, env, message) => expect(() => parseShard(text, env)).toThrow(message))
})
