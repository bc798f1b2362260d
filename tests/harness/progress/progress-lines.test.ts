import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finishedLine, overallLine, runLines } from '../../../harness/progress/progress-lines.ts'
import type { Overall, RunState } from '../../../harness/progress/progress-state.ts'
import { RunTally } from '../../../harness/progress/run-tally.ts'
import { columnsOf } from '../../../results/words/width.ts'
import { finishedRun, record, records } from '../../helpers/records.ts'

const overall: Overall = {
  ...{ done: 412, total: 2638, elapsedMs: 192_000, eta: { ms: 860_000, isLowerBound: false } },
  ...{ inFlight: 64, retrying: 3, tokensPerSecond: 1203.7, cost: 0.52, currency: 'USD' },
}

function state(benchmark: string, model: string, done: number, total: number, hasOrder = false): RunState {
  const run = { benchmark, model, trials: total, samples: total, range: [0, 1] } as const
  const tally = new RunTally(run)
  for (let id = 0; id < done; id++) tally.add(record(`${benchmark}/${id}`, id % 4 === 0 ? 0 : 1))
  return { run, phase: 'under way', wasStarted: true, tally, hasOrder, planned: total, total }
}

describe('the line for the whole command', () => {
  it('says how far it is, how long it takes, and what it is doing', () => {
    expect(overallLine(overall)).toBe(
      '412/2,638 (15%)  3m 12s  ETA 14m 20s  64 in flight  3 retrying  1,204 tokens/s  0.52 USD',
    )
  })

  it('leaves out what is worth least where there is no room', () => {
    expect(overallLine(overall, 62)).toBe('412/2,638 (15%)  3m 12s  ETA 14m 20s  64 in flight  3 retrying')
    expect(overallLine(overall, 40)).toBe('412/2,638 (15%)  ETA 14m 20s  3 retrying')
  })

  it('says that nothing is known, that it is more than, that it stalls, and that it is stopping', () => {
    const { eta, ...unknown } = overall
    expect(overallLine(unknown)).toContain('  ETA –  ')
    expect(overallLine({ ...overall, eta: { ms: 9000, isLowerBound: true } })).toContain('  ETA >9s  ')
    expect(overallLine({ ...unknown, stalledMs: 95_000 })).toContain('  no reply for 1m 35s  ')
    expect(overallLine(overall, 80, true)).toContain('  stopping  64 in flight')
  })
})

describe('the lines of runs under way', () => {
  const six = ['1', '2', '3', '4', '5', '6'].map((step) =>
    state('gpqa-diamond', `qwen3-8b-instruct-sft-on-long-reasoning-traces-checkpoint-${step}000`, 12, 198),
  )

  it('have the score so far with its interval and n', () => {
    expect(runLines([state('gsm8k', 'base', 400, 1319), state('gsm8k', 'sft-2', 0, 1319)])).toEqual([
      'gsm8k · base   400/1,319  ███░░░░░░░  75.0%  (70.5–79.0)  n 400',
      'gsm8k · sft-2    0/1,319  ░░░░░░░░░░',
    ])
  })

  it('say that scores are no random sample yet while samples with long replies go first', () => {
    const line = (done: number) => runLines([state('gsm8k', 'sft', done, 300, true)])[0]
    expect(line(20)).toMatch(/n 20 {2}longest first: not a random sample yet$/)
    expect(line(0)).not.toMatch(/longest/)
    expect(line(270)).not.toMatch(/longest/)
  })

  it('keep labels different when they are shortened', () => {
    const lines = runLines(six, 79)
    expect(new Set(lines).size).toBe(6)
    expect(lines[0]).toMatch(/^gpqa-diamond · qw.*….*-1000 {2}12\/198/)
  })

  it.each([40, 60, 79, 120, 199])('fit into %d columns', (width) => {
    for (const line of [...runLines(six, width), overallLine(overall, width)]) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width)
      expect(line).toMatch(/12\/198|412\/2,638/)
    }
  })

  it('are never wider than they may be, whatever is shown', () => {
    const labels = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(labels, fc.integer({ min: 10, max: 200 }), (models, width) => {
        const lines = runLines(
          models.map((model, at) => state('gsm8k', model, at, 10)),
          width,
        )
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width)
      }),
      { numRuns: 50 },
    )
  })
})

it('leaves one line of a finished run, with what is missing', async () => {
  const run = await finishedRun('sft', records('1101'))
  const observed = { benchmark: 'gsm8k', model: 'sft', trials: 4, samples: 4, range: [0, 1] } as const
  expect(finishedLine(observed, run)).toBe('gsm8k · sft  75.0%  (30.1–95.4)  n 4  3m 12s')
  const cut = { ...run, manifest: { ...run.manifest, status: 'interrupted' as const } }
  const missing = { ...cut, summary: { ...cut.summary, pending: 6, unscored: 2 } }
  expect(finishedLine(observed, missing)).toBe(
    'gsm8k · sft  75.0%  (30.1–95.4)  n 4  2 unscored  6 pending  3m 12s  interrupted',
  )
  expect(columnsOf(finishedLine({ ...observed, model: 'x'.repeat(90) }, missing, 60))).toBeLessThanOrEqual(60)
})
