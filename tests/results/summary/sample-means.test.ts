import { describe, expect, it } from 'vitest'
import { averager, SampleMeans } from '../../../results/summary/sample-means.ts'

describe('averager', () => {
  it('counts each sample once, however often it was answered', () => {
    const means = averager(3)
    for (const score of [1, 1, 1]) means.add('gsm8k/0', score)
    means.add('gsm8k/1', 0)
    expect(means.moments()).toMatchObject({ n: 2, mean: 0.5 })
  })

  it('takes each score for a sample where there is one repeat', () => {
    const means = averager(1)
    for (const score of [1, 1, 1, 0]) means.add('gsm8k/0', score)
    expect(means.moments()).toMatchObject({ n: 4, mean: 0.75 })
  })
})

describe('SampleMeans', () => {
  it('gives the same mean in whatever order a sample was answered', () => {
    const [forwards, backwards] = [new SampleMeans(), new SampleMeans()]
    for (const score of [0.1, 0.2, 0.3]) forwards.add('a', score)
    for (const score of [0.3, 0.2, 0.1]) backwards.add('a', score)
    expect(forwards.mean('a')).toBe(backwards.mean('a'))
    expect(forwards.mean('b')).toBeUndefined()
  })
})
