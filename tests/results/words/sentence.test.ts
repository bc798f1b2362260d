import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../results/schema/comparison.ts'
import { finding, sentence } from '../../../results/words/sentence.ts'

const better: Comparison = {
  benchmark: 'gsm8k',
  protocol: 'chat',
  before: { run: 'runs/base', unscored: 0 },
  after: { run: 'runs/sft', unscored: 0 },
  baseline: 'base',
  candidate: 'sft',
  pairs: 1319,
  unpaired: 0,
  delta: 0.1228,
  interval: [0.0913, 0.1542],
  p: 0.00001,
  gained: 210,
  lost: 48,
  flips: [],
  notes: [],
}

describe('a comparison in a sentence', () => {
  it.each<[name: string, changes: Partial<Comparison>, words: string]>([
    ['better', {}, 'sft is better than base by 12.3 points (95%: 9.1 to 15.4): 210 gained, 48 lost of 1,319 samples.'],
    [
      'worse',
      { delta: -0.1228, interval: [-0.1542, -0.0913], gained: 48, lost: 210 },
      'sft is worse than base by 12.3 points (95%: 9.1 to 15.4): 48 gained, 210 lost of 1,319 samples.',
    ],
    [
      'unclear',
      { pairs: 40, delta: -0.025, interval: [-0.112, 0.061], p: 1, gained: 1, lost: 2 },
      'No significant difference between base and sft in 40 samples: −2.5 points (95%: −11.2 to +6.1), 1 gained, 2 lost.',
    ],
    [
      'better on a scale of its own',
      { range: [1, 10], delta: 0.42, interval: [0.2, 0.64] },
      'sft is better than base by 0.42 (95%: 0.20 to 0.64): 210 gained, 48 lost of 1,319 samples.',
    ],
    [
      'better under one label',
      { baseline: 'sft' },
      'The candidate is better than the baseline by 12.3 points (95%: 9.1 to 15.4): 210 gained, 48 lost of 1,319 samples.',
    ],
  ])('is %s', (_, changes, words) => expect(sentence({ ...better, ...changes })).toBe(words))

  it('says when there is nothing to compare', () => {
    const { delta, interval, p, ...rest } = better
    expect(sentence({ ...rest, pairs: 0 })).toBe('sft and base have no sample in common that both have scored.')
  })
})

it.each<[Partial<Comparison>, string]>([
  [{}, 'better'],
  [{ delta: -0.1 }, 'worse'],
  [{ p: 0.05 }, 'unclear'],
  [{ delta: 0 }, 'unclear'],
  [{ p: 0.03, holmP: 0.06 }, 'unclear'],
  [{ p: 0.01, holmP: 0.04 }, 'better'],
])('finds %j to be %s', (changes, found) => expect(finding({ ...better, ...changes })).toBe(found))
