import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseShard, shardOf } from '../../../benchmarks/data/shard.ts'

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

/** What Slurm tells each task of an array, as its manual says. */
function slurmArray(tasks: readonly number[], step = 1): Record<string, string>[] {
  return tasks.map((task) => ({
    SLURM_ARRAY_TASK_ID: `${task}`,
    SLURM_ARRAY_TASK_MIN: `${Math.min(...tasks)}`,
    SLURM_ARRAY_TASK_MAX: `${Math.max(...tasks)}`,
    SLURM_ARRAY_TASK_COUNT: `${tasks.length}`,
    SLURM_ARRAY_TASK_STEP: `${step}`,
  }))
}

describe('--shard', () => {
  it.each([
    ['2/8', {}, { index: 2, of: 8 }],
    ['1/1', {}, { index: 1, of: 1 }],
    ['auto/6', { SLURM_ARRAY_TASK_ID: '0' }, { index: 1, of: 6 }],
    ['auto/4', { JOB_COMPLETION_INDEX: '3' }, { index: 4, of: 4 }],
    ['auto/4', { JOB_COMPLETION_INDEX: '3', SLURM_ARRAY_TASK_ID: '3' }, { index: 4, of: 4 }],
  ])('reads %s in %j', (text, env, shard) => expect(parseShard(text, env)).toEqual(shard))

  it.each([
    ['0/8', {}, /the first is 1, the last 8/],
    ['9/8', {}, /part 9 of 8/],
    ['8', {}, /needs i\/N/],
    ['a/b', {}, /needs i\/N/],
    ['auto/0', { SLURM_ARRAY_TASK_ID: '0' }, /there is a task 0/],
    ['auto/4', {}, /neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX/],
    ['auto', { JOB_COMPLETION_INDEX: '3' }, /needs the number of parts/],
    ['auto/4', { JOB_COMPLETION_INDEX: '4' }, /there is a task 4, and the tasks of 4 parts are 0 to 3/],
    ['auto/4', { SLURM_ARRAY_TASK_ID: '4294967294x' }, /SLURM_ARRAY_TASK_ID is "4294967294x", and no number/],
    ['auto/4', { SLURM_ARRAY_TASK_ID: '' }, /SLURM_ARRAY_TASK_ID is "", and no number/],
    ['auto/4', { JOB_COMPLETION_INDEX: '1', SLURM_ARRAY_TASK_ID: '2' }, /both set, and differ/],
  ])('refuses %s in %j', (text, env, message) => expect(() => parseShard(text, env)).toThrow(message))
})

describe('--shard auto/4 in a Slurm array', () => {
  const partsOf = (tasks: readonly number[], step?: number) =>
    slurmArray(tasks, step).map((env) => parseShard('auto/4', env))

  it('has one part for each task of --array=0-3, throttled by % or not', () => {
    expect(partsOf([0, 1, 2, 3])).toEqual([1, 2, 3, 4].map((index) => ({ index, of: 4 })))
  })

  it('gives a task that is submitted again the part that it had, whatever is submitted beside it', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3], { minLength: 1 }), (again) => {
        expect(partsOf(again)).toEqual(again.map((task) => ({ index: task + 1, of: 4 })))
      }),
    )
  })

  it.each([
    ['--array=1-4', [1, 2, 3, 4], 1],
    ['--array=0-6:2', [0, 2, 4, 6], 2],
    ['--array=5-8', [5, 6, 7, 8], 1],
    ['--array=0-7', [0, 1, 2, 3, 4, 5, 6, 7], 1],
  ])('refuses every task of %s, so that no part is run under another number', (_, tasks, step) => {
    for (const env of slurmArray(tasks, step)) {
      expect(() => parseShard('auto/4', env)).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(/the tasks of 4 parts are 0 to 3$/),
          hint: 'Submit it with --array=0-3; or, for --array=1-4, write --shard $SLURM_ARRAY_TASK_ID/4.',
        }),
      )
    }
  })

  it.each([[[3]], [[0, 1, 2]], [[0, 1, 2, 3]]])('never guesses the number of parts: auto in tasks %j', (tasks) => {
    for (const env of slurmArray(tasks)) expect(() => parseShard('auto', env)).toThrow(/needs the number of parts/)
  })

  it('says a number of parts that fits the array', () => {
    const [env = {}] = slurmArray([0, 1, 2, 3])
    expect(() => parseShard('auto', env)).toThrow(
      expect.objectContaining({ hint: 'Write it out, as in --shard auto/4 for --array=0-3: task 0 has part 1.' }),
    )
  })
})
