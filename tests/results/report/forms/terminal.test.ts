import { describe, expect, it } from 'vitest'
import { plainTable, runTable, scoreText } from '../../../../results/report/forms/terminal.ts'
import { finishedRun, reading, record, records, turn, unscoredRecord } from '../../../helpers/records.ts'

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
  it('shows score, interval, the three outcomes, and what the marks mean', async () => {
    const base = await finishedRun('base', oddities(0))
    const claimed = { ...base.manifest.model, claimed: true as const }
    const sft = await finishedRun('sft', oddities(1), { model: claimed })
    expect(runTable([base, sft]).split('\n')).toEqual([
      '                            correct                                   output',
      'model  score  95% interval     of n  unscored  unanswered  truncated  tokens    time',
      '────────────────────────────────────────────────────────────────────────────────────',
      'gsm8k · accuracy · protocol chat · rule number',
      'base   50.0%  15.0 to 85.0   2 of 4         1           1          1   41.2k  3m 12s',
      'sft *  75.0%  30.1 to 95.4   3 of 4         1           1          1   41.2k  3m 12s',
      '',
      'base: 1 trial unscored (1 model-error), left out of the score',
      'base by lm-eval/strict-match: 0.0% (1 unanswered)',
      'sft: 1 trial unscored (1 model-error), left out of the score',
      'sft by lm-eval/strict-match: 0.0% (1 unanswered)',
      '* replayed from a file: the protocol is claimed, not proven',
      'unanswered: no answer could be found in the reply; counted as wrong',
    ])
  })

  it('says how many replies ran on, and shows of what kind', async () => {
    const runOn = { at: 7, mark: '<|im_end|>', leaked: true, ranOn: true }
    const run = await finishedRun('base', [record('gsm8k/0', 1, { runOn }), ...records('11').slice(1)])
    expect(runTable([run])).toContain(
      'base: of 2 replies, 1 ran on after the answer and 1 show a token of the chat template',
    )
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
    expect(lines.at(-1)).toMatch(/^base +7\.00 +3\.21 to 8\.89 +3 /)
  })

  it('says what is still to be done, and of which run', async () => {
    const [gsm8k, mtBench] = [await finishedRun('sft', []), await ratings('sft', 6)]
    const started = { ...gsm8k, summary: { ...gsm8k.summary, pending: 1319 } }
    expect(runTable([started, mtBench])).toContain('gsm8k (chat), sft: 1,319 of 1,319 trials pending')
    expect(runTable([started])).toMatch(/^sft +– +– +0 /m)
  })

  it('shows the repeats', async () => {
    const twice = ['10', '11'].flatMap((values, sample) =>
      [...values].map((value, index) => record(`gsm8k/${sample}`, Number(value), { repeat: index + 1 })),
    )
    expect(runTable([await finishedRun('sft', twice, { trialsPerSample: 2 })])).toMatch(/^sft +75\.0% .* 2 × 2 /m)
  })
})

it('says nothing of a rule for a form that no reply has', async () => {
  const readings = { number: reading(1), mgsm: reading(0, null) }
  const run = await finishedRun('sft', [record('gsm8k/0', 1, { readings })])
  expect(run.summary.rules?.mgsm?.unanswered).toBe(1)
  expect(runTable([run])).not.toContain('mgsm')
})

it('stays within 100 columns for ordinary names', async () => {
  const base = await finishedRun('llama-3.1-8b', oddities(0), { benchmark: { name: 'gsm8k-platinum', version: 1 } })
  const sft = await finishedRun('sft-epoch-3', oddities(1), { benchmark: { name: 'gsm8k-platinum', version: 1 } })
  expect(
    Math.max(
      ...runTable([base, sft])
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100)
})

it('has colours only where they are asked for', async () => {
  const base = await finishedRun('base', records('0'.repeat(9)))
  expect(runTable([base])).not.toContain('\u001b')
  expect(runTable([base], { colour: true })).toContain('\u001b[1mgsm8k')
})

it('aligns plain columns to the left', () => {
  expect(plainTable(['rule', 'answer'], [['number', '7']])).toBe('rule    answer\n──────────────\nnumber  7')
})

it('writes a score in one cell', async () => {
  expect(scoreText((await finishedRun('base', records('1101'))).summary)).toBe('75.0% (30.1 to 95.4)')
  expect(scoreText((await finishedRun('base', [])).summary)).toBe('–')
})
