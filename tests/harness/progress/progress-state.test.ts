import { describe, expect, it } from 'vitest'
import type { FailedAttempt } from '../../../harness/models/model.ts'
import { ProgressState } from '../../../harness/progress/progress-state.ts'
import type { ObservedRun } from '../../../harness/progress/run-events.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { record, turn, unscoredRecord } from '../../helpers/records.ts'

const run = (benchmark: string, trials: number, facts: Partial<ObservedRun> = {}): ObservedRun => ({
  ...{ benchmark, model: 'm', trials, samples: trials, range: [0, 1] },
  ...facts,
})

const reply = (id: string, outputTokens: number, latencyMs = 1000): SampleRecord =>
  record(id, 1, { turns: [turn({ usage: { inputTokens: 0, outputTokens }, latencyMs })] })

const started = (of: ObservedRun) => ({ kind: 'started', run: of, folder: 'f', trials: of.trials, scored: 0 }) as const

describe('the state of a command', () => {
  it('counts everything that will run, not only what is under way', () => {
    const state = new ProgressState(0)
    const [first, second] = [run('gsm8k', 10), run('humaneval', 5)]
    state.apply({ kind: 'planned', runs: [first, second] }, 0)
    state.apply(started(first), 0)
    state.apply({ kind: 'trial', run: first, record: reply('gsm8k/0', 100) }, 1000)
    expect(state.overall(2000)).toMatchObject({ done: 1, total: 15, elapsedMs: 2000, retrying: 0 })
    expect(state.underWay().map(({ run: one }) => one)).toEqual([first])
  })

  it('counts runs that an earlier session has finished as done', () => {
    const state = new ProgressState(0)
    const [first, second] = [run('gsm8k', 10), run('humaneval', 5)]
    state.apply({ kind: 'planned', runs: [first, second] }, 0)
    state.apply({ kind: 'closed', run: first }, 0)
    expect(state.overall(0)).toMatchObject({ done: 10, total: 15 })
  })

  it('counts the samples of earlier sessions in the score, and not in the speed', () => {
    const state = new ProgressState(0)
    const one = run('gsm8k', 10)
    state.apply({ kind: 'planned', runs: [one] }, 0)
    for (let id = 0; id < 4; id++) state.apply({ kind: 'kept', run: one, record: record(`gsm8k/${id}`, 0) }, 0)
    state.apply(started(one), 0)
    state.apply({ kind: 'trial', run: one, record: record('gsm8k/4', 1) }, 1000)
    expect(state.underWay()[0]?.tally).toMatchObject({ done: 5, scored: 5, score: 0.2 })
    expect(state.overall(1000)).not.toHaveProperty('eta')
  })

  it('begins a later stage with what its folder holds', () => {
    const state = new ProgressState(0)
    const one = run('gsm8k', 10)
    for (let stage = 0; stage < 2; stage++) {
      for (let id = 0; id < 3 * stage; id++)
        state.apply({ kind: 'kept', run: one, record: record(`gsm8k/${id}`, 1) }, 0)
      state.apply(started(one), 0)
      for (let id = 0; id < 3; id++) {
        state.apply({ kind: 'trial', run: one, record: record(`gsm8k/${id + 3 * stage}`, 1) }, 1000)
      }
      state.apply({ kind: 'passed-over', run: one, count: 4 }, 1000)
      expect(state.of(one).tally.done).toBe(3 * (stage + 1))
      state.apply({ kind: 'closed', run: one }, 1000)
    }
    expect(state.overall(1000)).toMatchObject({ done: 6, total: 6 })
  })

  it('knows what is in flight, and what waits for another attempt', () => {
    const state = new ProgressState(0)
    const one = run('gsm8k', 10)
    expect(state.overall(0)).not.toHaveProperty('inFlight')
    for (let request = 0; request < 3; request++) state.apply({ kind: 'sent', run: one }, 0)
    state.apply({ kind: 'settled', run: one }, 500)
    const attempt = { delayMs: 2000, tries: 1, maxTries: 9 } as FailedAttempt
    state.apply({ kind: 'retry', run: one, attempt }, 500)
    expect(state.overall(600)).toMatchObject({ inFlight: 2, retrying: 1 })
    expect(state.overall(2600)).toMatchObject({ inFlight: 2, retrying: 0 })
  })

  it('sums the cost of this session, in the currency of all', () => {
    const price = { input: 0, output: 10, currency: 'USD' }
    const state = new ProgressState(0)
    const one = run('gsm8k', 10, { price })
    state.apply({ kind: 'kept', run: one, record: reply('gsm8k/0', 1e6) }, 0)
    state.apply({ kind: 'trial', run: one, record: reply('gsm8k/1', 1e5) }, 0)
    expect(state.overall(0)).toMatchObject({ cost: 1, currency: 'USD' })
  })
})

describe('the ETA', () => {
  const state = (...runs: ObservedRun[]) => {
    const made = new ProgressState(0)
    made.apply({ kind: 'planned', runs }, 0)
    for (const one of runs) made.apply(started(one), 0)
    return made
  }
  const finish = (to: ProgressState, of: ObservedRun, trials: number, tokens: number, end: number) => {
    for (let trial = 1; trial <= trials; trial++) {
      to.apply({ kind: 'trial', run: of, record: reply(`${of.benchmark}/${trial}`, tokens) }, (end * trial) / trials)
    }
  }

  it('is what is left at the speed so far', () => {
    const one = run('gsm8k', 100)
    const made = state(one)
    finish(made, one, 25, 200, 50_000)
    expect(made.overall(50_000).eta).toEqual({ ms: expect.closeTo(150_000, -3), isLowerBound: false })
  })

  it('knows that replies of one benchmark are longer than those of another', () => {
    const [short, long] = [run('gsm8k', 20), run('gpqa-diamond', 20)]
    const made = state(short, long)
    finish(made, short, 10, 100, 10_000)
    finish(made, long, 10, 900, 10_000)
    // 10 × 100 and 10 × 900 tokens are left, at 10 × 1000 tokens in 10 s.
    expect(made.overall(10_000).eta?.ms).toBeCloseTo(10_000, -3)
  })

  it('takes the length of replies from another model on the same benchmark', () => {
    const [base, sft] = [run('gsm8k', 10), run('gsm8k', 10, { model: 'sft' })]
    const made = state(base, sft)
    finish(made, base, 10, 100, 10_000)
    expect(made.overall(10_000).eta).toEqual({ ms: expect.closeTo(10_000, -3), isLowerBound: false })
  })

  it('is a lower bound while a benchmark has shown no reply', () => {
    const [short, long] = [run('gsm8k', 20), run('gpqa-diamond', 20)]
    const made = state(short, long)
    finish(made, short, 10, 100, 10_000)
    expect(made.overall(10_000).eta).toEqual({ ms: expect.closeTo(10_000, -3), isLowerBound: true })
  })

  it('goes by trials where a server counts no tokens', () => {
    const one = run('gsm8k', 20)
    const made = state(one)
    for (let id = 1; id <= 10; id++) {
      made.apply({ kind: 'trial', run: one, record: record(`gsm8k/${id}`, 1) }, 1000 * id)
    }
    const { eta, tokensPerSecond } = made.overall(10_000)
    expect([eta?.ms, tokensPerSecond]).toEqual([expect.closeTo(10_000, -3), undefined])
  })

  it('is unknown in a stall, which is a silence longer than replies take', () => {
    const one = run('gsm8k', 100)
    const made = state(one)
    finish(made, one, 25, 200, 50_000)
    expect(made.overall(100_000).stalledMs).toBeUndefined()
    expect(made.overall(120_000)).toMatchObject({ stalledMs: 70_000 })
    expect(made.overall(120_000)).not.toHaveProperty('eta')
    made.apply({ kind: 'trial', run: one, record: reply('gsm8k/99', 200, 100_000) }, 121_000)
    expect(made.overall(200_000).stalledMs).toBeUndefined()
  })

  it('does not fail on trials without a reply', () => {
    const one = run('gsm8k', 10)
    const made = state(one)
    for (let id = 0; id < 5; id++) made.apply({ kind: 'trial', run: one, record: unscoredRecord(`gsm8k/${id}`) }, 1000)
    expect(made.overall(5000)).toMatchObject({ done: 5, total: 10, eta: { isLowerBound: false } })
  })
})
