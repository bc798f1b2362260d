import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare.ts'
import { comparisonTable, plainTable, runTable, scoreText } from '../../../results/report/terminal.ts'
import type { RunManifest, SampleRecord } from '../../../results/schema.ts'
import { summarize } from '../../../results/summarize.ts'
import { reading, record, records, runOf, turn, unscoredRecord } from '../../helpers/records.ts'

async function finishedRun(
  label: string,
  all: readonly SampleRecord[],
  { range = [0, 1], ...changes }: Partial<RunManifest> & { range?: [number, number] } = {},
) {
  const run = runOf(label, all, {
    dataset: { files: {}, size: all.length },
    items: { count: all.length, hash: '0' },
    ...changes,
  })
  const { protocol, repeats } = run.manifest
  const plan = { metric: protocol.metric, range, planned: all.length, repeats, wallMs: 192_000 }
  return { ...run, summary: await summarize(run.records(), plan) }
}

/** Five questions; the strict rule misses one right answer, one reply has none, one was never given. */
const oddities = (value: number) => [
  record('gsm8k/0', 1, {
    readings: { number: reading(1), 'lm-eval/strict-match': reading(0, null) },
    turns: [turn({ usage: { outputTokens: 41_200 } })],
  }),
  record('gsm8k/1', 0, { answer: null, flaw: 'truncated' }),
  unscoredRecord('gsm8k/2'),
  record('gsm8k/3', value),
  record('gsm8k/4', 1),
]

const ratings = (label: string, rating: number) =>
  finishedRun(
    label,
    [81, 82, 83].map((id, index) => record(`mt-bench/${id}`, rating + index)),
    {
      range: [1, 10],
      benchmark: { name: 'mt-bench', version: 1 },
      protocol: { name: 'default', hash: '1', metric: 'rating', shots: 0 },
    },
  )

describe('the table of runs', () => {
  it('shows score, interval, the three fates, and what the marks mean', async () => {
    const base = await finishedRun('base', oddities(0))
    const claimed = { ...base.manifest.model, claimed: true as const }
    const sft = await finishedRun('sft', oddities(1), { model: claimed })
    expect(runTable([base, sft]).split('\n')).toEqual([
      '                              correct                                   output',
      'model   score  95 % interval     of n  unscored  unanswered  truncated  tokens    time',
      '──────────────────────────────────────────────────────────────────────────────────────',
      'gsm8k · accuracy · protocol chat · rule number',
      'base   50.0 %   15.0 to 85.0   2 of 4         1           1          1   41.2k  3m 12s',
      'sft *  75.0 %   30.1 to 95.4   3 of 4         1           1          1   41.2k  3m 12s',
      '',
      'base: 1 trial unscored (1 model-error), left out of the score',
      'base by lm-eval/strict-match: 0.0 % (1 unanswered)',
      'sft: 1 trial unscored (1 model-error), left out of the score',
      'sft by lm-eval/strict-match: 0.0 % (1 unanswered)',
      '* replayed from a file: the protocol is claimed, not proven',
      'unanswered: no answer could be found in the reply; counted as wrong',
    ])
  })

  it('has a section for each benchmark and protocol, each on its own scale', async () => {
    const shots = {
      name: 'lm-eval',
      hash: '2',
      metric: 'accuracy',
      rule: 'strict',
      shots: 5,
      changed: ['temperature=0.7'],
    }
    const limited = { dataset: { files: {}, size: 1319 }, items: { count: 4, hash: '1' } }
    const lines = runTable([
      await finishedRun('base', records('1101')),
      await finishedRun('base', records('1101'), { protocol: shots, ...limited }),
      await ratings('base', 6),
    ]).split('\n')
    expect(lines.filter((line) => line.includes(' · '))).toEqual([
      'gsm8k · accuracy · protocol chat · rule number',
      'gsm8k · accuracy · protocol lm-eval (temperature=0.7) · rule strict · 5 shots · 4 of 1,319 samples',
      'mt-bench · rating · protocol default',
    ])
    expect(lines.at(-1)).toMatch(/^base +7\.00 +3\.21 to 9\.48 +3 /)
  })

  it('says what is still to be done, and of which run', async () => {
    const [gsm8k, mtBench] = [await finishedRun('sft', []), await ratings('sft', 6)]
    const started = { ...gsm8k, summary: { ...gsm8k.summary, pending: 1319 } }
    expect(runTable([started, mtBench])).toContain('gsm8k (chat), sft: 1,319 of 1,319 trials still to be made')
    expect(runTable([started])).toMatch(/^sft +– +– +0 /m)
  })

  it('shows the repeats', async () => {
    const twice = ['10', '11'].flatMap((values, sample) =>
      [...values].map((value, index) => record(`gsm8k/${sample}`, Number(value), { repeat: index + 1 })),
    )
    expect(runTable([await finishedRun('sft', twice, { repeats: 2 })])).toMatch(/^sft +75\.0 % .* 2 × 2 /m)
  })
})

describe('the table of comparisons', () => {
  it('shows each in a row, in a sentence, and with what differs', async () => {
    const base = await finishedRun('base', records('0'.repeat(40)))
    const sft = await finishedRun('sft', records('1'.repeat(30) + '0'.repeat(10)))
    const worse = await finishedRun('step-200', records(`1${'0'.repeat(39)}`), { status: 'interrupted' })
    const comparisons = [await compareRuns(base, sft), await compareRuns(base, worse)]
    expect(comparisonTable(comparisons).split('\n')).toEqual([
      'benchmark  baseline → candidate         Δ   95 % interval       p  gained  lost  pairs',
      '──────────────────────────────────────────────────────────────────────────────────────',
      'gsm8k      base → sft            +75.0 pp  +59.7 to +85.8  <0.001      30     0     40',
      'gsm8k      base → step-200        +2.5 pp   −6.5 to +12.9       1       1     0     40',
      '',
      'sft is better than base by 75.0 points (95 %: 59.7 to 85.8): 30 gained, 0 lost of 40 samples.',
      'No difference between base and step-200 can be told from 40 samples: +2.5 points (95 %: −6.5 to',
      '  +12.9), 1 gained, 0 lost.',
      '  - step-200 is not finished: its status is interrupted',
    ])
  })

  it('names the benchmark in each sentence where there are several', async () => {
    const gsm8k = await compareRuns(
      await finishedRun('base', records('0101')),
      await finishedRun('sft', records('0101')),
    )
    const mtBench = await compareRuns(await ratings('base', 5), await ratings('sft', 6))
    const text = comparisonTable([gsm8k, mtBench])
    expect(text).toContain('gsm8k: No difference between base and sft can be told from 4 samples: 0.0 points')
    expect(text).toMatch(/^mt-bench +base → sft +\+1\.00 /m)
  })

  it('has a dash where nothing could be compared', async () => {
    const comparison = await compareRuns(await finishedRun('base', []), await finishedRun('sft', []))
    expect(comparisonTable([comparison])).toMatch(/^gsm8k +base → sft +– +– +– +0 +0 +0$/m)
  })
})

it('says nothing of a rule for a form that no reply has', async () => {
  const readings = { number: reading(1), mgsm: reading(0, null) }
  const run = await finishedRun('sft', [record('gsm8k/0', 1, { readings })])
  expect(run.summary.rules?.mgsm?.unanswered).toBe(1)
  expect(runTable([run])).not.toContain('mgsm')
})

describe('every table', () => {
  it('stays within 100 columns for ordinary names', async () => {
    const base = await finishedRun('llama-3.1-8b', oddities(0), { benchmark: { name: 'gsm8k-platinum', version: 1 } })
    const sft = await finishedRun('sft-epoch-3', oddities(1), { benchmark: { name: 'gsm8k-platinum', version: 1 } })
    const text = [runTable([base, sft]), comparisonTable([await compareRuns(base, sft)])].join('\n')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('has colours only where they are asked for', async () => {
    const base = await finishedRun('base', records('0'.repeat(9)))
    const sft = await finishedRun('sft', records('1'.repeat(9)))
    const comparisons = [await compareRuns(base, sft)]
    expect(runTable([base]) + comparisonTable(comparisons)).not.toContain('\u001b')
    expect(runTable([base], { colour: true })).toContain('\u001b[1mgsm8k')
    expect(comparisonTable(comparisons, { colour: true })).toContain('\u001b[32m+100.0 pp')
  })
})

it('aligns plain columns to the left', () => {
  expect(plainTable(['rule', 'answer'], [['number', '7']])).toBe('rule    answer\n──────────────\nnumber  7')
})

it('writes a score in one cell', async () => {
  expect(scoreText((await finishedRun('base', records('1101'))).summary)).toBe('75.0 % (30.1 to 95.4)')
  expect(scoreText((await finishedRun('base', [])).summary)).toBe('–')
})
