import { expect, it } from 'vitest'
import { roundFacts } from '../../../results/summary/round-facts.ts'

it.each([
  [0.8081880212282032, 0.808188],
  [12_345.678_9, 12_345.7],
  [1_234_567, 1_234_567],
  [-0.000_012_345_678, -0.000_012_345_7],
  [
    { a: [1 / 3, { b: 'text' }], c: null },
    { a: [0.333333, { b: 'text' }], c: null },
  ],
])('rounds %j to %j', (facts, rounded) => expect(roundFacts(facts)).toEqual(rounded))

it('leaves what it is given as it is', () => {
  const facts = { score: 1 / 3 }
  roundFacts(facts)
  expect(facts.score).toBe(1 / 3)
})
