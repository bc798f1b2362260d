import fc from 'fast-check'
import { expect, it } from 'vitest'
import { subset } from '../../../benchmarks/data/subset.ts'
import type { Sample } from '../../../results/schema/schema.ts'

/** @param sizes of categories, one after the other as files often have them */
const exam = (...sizes: readonly number[]): Sample[] =>
  sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, at) => ({
      id: `exam/${1000 * group + at}`,
      turns: ['?'],
      group: `category ${group}`,
    })),
  )

const ids = (samples: readonly Sample[]) => samples.map(({ id }) => id)

const byGroup = (samples: readonly Sample[]) =>
  Object.fromEntries([...Map.groupBy(samples, ({ group = '' }) => group)].map(([group, { length }]) => [group, length]))

const SIZES = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 })

it('takes as many as were asked for, in the order of the benchmark', () =>
  fc.assert(
    fc.property(SIZES, fc.integer({ min: 1, max: 500 }), (sizes, count) => {
      const all = exam(...sizes)
      const chosen = subset(all, count)
      expect(chosen.length).toBe(Math.min(count, all.length))
      expect(ids(chosen)).toEqual(ids(all.filter((sample) => chosen.includes(sample))))
    }),
  ))

it('takes the same share of each category', () => {
  expect(byGroup(subset(exam(10, 10, 10, 10), 20))).toEqual({
    ...{ 'category 0': 5, 'category 1': 5, 'category 2': 5, 'category 3': 5 },
  })
  expect(byGroup(subset(exam(100, 50, 50), 20))).toEqual({ 'category 0': 10, 'category 1': 5, 'category 2': 5 })
})

it('takes more of the same when more are asked for', () =>
  fc.assert(
    fc.property(SIZES, fc.integer({ min: 1, max: 100 }), fc.nat(100), (sizes, count, more) => {
      const all = exam(...sizes)
      expect(ids(subset(all, count + more))).toEqual(expect.arrayContaining(ids(subset(all, count))))
    }),
  ))

it('takes the same ones in whatever order the file has them', () => {
  const all = exam(30, 12, 7)
  const shuffled = all.toSorted((a, b) => (a.id.slice(-1) < b.id.slice(-1) ? -1 : 1))
  expect(new Set(ids(subset(shuffled, 17)))).toEqual(new Set(ids(subset(all, 17))))
})

it('takes them from all over a benchmark without categories, and never others than today', () => {
  const all = Array.from({ length: 1319 }, (_, at): Sample => ({ id: `gsm8k/${at}`, turns: ['?'] }))
  expect(ids(subset(all, 5))).toEqual(['gsm8k/180', 'gsm8k/551', 'gsm8k/602', 'gsm8k/1011', 'gsm8k/1026'])
})
