import { describe, expect, it } from 'vitest'
import { Throughput } from '../../../harness/progress/throughput.ts'

describe('throughput', () => {
  it('is unknown until a few trials have ended', () => {
    const throughput = new Throughput(0)
    expect(throughput.rate(1000)).toBeUndefined()
    throughput.add(10, 1000)
    throughput.add(10, 1000)
    expect(throughput.rate(1000)).toBeUndefined()
    throughput.add(10, 1000)
    expect(throughput.rate(1000)).toEqual({ trialsPerMs: 0.003, tokensPerMs: 0.03 })
  })

  it('forgets what is longer ago than a minute and twenty trials', () => {
    const throughput = new Throughput(0)
    for (let second = 1; second <= 100; second++) throughput.add(100, 1000 * second)
    for (let second = 101; second <= 200; second++) throughput.add(1, 1000 * second)
    expect(throughput.rate(200_000)?.tokensPerMs).toBeCloseTo(0.001, 6)
  })

  it('looks further back where trials are rare', () => {
    const throughput = new Throughput(0)
    for (let trial = 1; trial <= 10; trial++) throughput.add(6000, 60_000 * trial)
    expect(throughput.rate(600_000)?.tokensPerMs).toBeCloseTo(0.1, 6)
  })

  it('falls while nothing ends', () => {
    const throughput = new Throughput(0)
    for (let trial = 1; trial <= 5; trial++) throughput.add(100, 1000)
    expect(throughput.rate(10_000)?.tokensPerMs).toBeLessThan(throughput.rate(2000)?.tokensPerMs ?? 0)
  })
})
