import { expect, it } from 'vitest'
import type { BenchmarkSummary } from '../../../results/schema/schema.ts'
import { groups } from '../../../results/words/groups.ts'

const words = (facts: Partial<BenchmarkSummary>) => groups(facts as BenchmarkSummary)

it('names areas and a few categories with their scores', () =>
  expect(
    words({
      areas: { sea: { score: 0.5, n: 20 } },
      groups: { 'sea / ports': { score: 0.25, n: 10 }, 'sea / ships': { score: 0.75, n: 10 } },
    }),
  ).toEqual(['by area: sea 50.0%', 'by category: sea / ports 25.0%, sea / ships 75.0%']))

it('names the lowest of many', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`c${at}`, { score: (20 - at) / 20, n: 10 }]))
  expect(words({ groups: many })).toEqual([
    'by category, the lowest of 20: c19 5.0%, c18 10.0%, c17 15.0%, c16 20.0%, c15 25.0%, c14 30.0%, c13 35.0%, c12 40.0%',
  ])
})

it('names kinds of instruction by their strict share', () =>
  expect(words({ instructions: { a: { n: 2, strict: 0.5, loose: 1 }, b: { n: 2, strict: 1, loose: 1 } } })).toEqual([
    'by kind of instruction: a 50.0%, b 100.0%',
  ]))

it('leaves what judges rated to the words about judges', () =>
  expect(words({ groups: { a: { score: 7, n: 2 }, b: { score: 8, n: 2 } }, judging: {} as never })).toEqual([]))
