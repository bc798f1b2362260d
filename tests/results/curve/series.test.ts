import { describe, expect, it } from 'vitest'
import { findSeries } from '../../../results/curve/series.ts'
import { IncomparableError, UsageError } from '../../../results/errors.ts'
import { stepRun } from '../../helpers/checkpoints.ts'

const given = (steps: Record<string, number> = {}, series: Record<string, string> = {}) => ({
  given: { steps: new Map(Object.entries(steps)), series: new Map(Object.entries(series)) },
})

const shape = ({ series }: ReturnType<typeof findSeries>) =>
  series.map(({ benchmark, name, steps }) => [benchmark, name, steps.map(({ step, runs }) => [step, runs.length])])

describe('findSeries', () => {
  it('sorts runs by benchmark, series and step, whatever their order', async () => {
    const humaneval = { benchmark: { name: 'humaneval', version: 1 } }
    const runs = await Promise.all([
      stepRun(1000, '11', { series: 'b' }),
      stepRun(200, '11', { series: 'b' }),
      stepRun(200, '11', { series: 'a' }),
      stepRun(300, '11', { series: 'a' }),
      stepRun(300, '11', { series: 'a', ...humaneval }),
      stepRun(200, '11', { series: 'a', ...humaneval }),
    ])
    expect(shape(findSeries(runs, []))).toEqual([
      [
        'gsm8k',
        'a',
        [
          [200, 1],
          [300, 1],
        ],
      ],
      [
        'gsm8k',
        'b',
        [
          [200, 1],
          [1000, 1],
        ],
      ],
      [
        'humaneval',
        'a',
        [
          [200, 1],
          [300, 1],
        ],
      ],
    ])
  })

  it('reads steps from labels, and says where each comes from', async () => {
    const runs = await Promise.all(['sft-step-200', 'sft-step-1000'].map((label) => stepRun(undefined, '1', { label })))
    const { series } = findSeries(runs, [])
    expect(series[0]).toMatchObject({
      name: 'sft',
      steps: [
        { step: 200, source: 'label' },
        { step: 1000, source: 'label' },
      ],
    })
  })

  it('counts several runs of the same weights at one step together, oldest first', async () => {
    const runs = await Promise.all([
      stepRun(100, '11', { version: 'a', startedAt: '2026-11-23T00:00:00.000Z' }),
      stepRun(100, '10', { version: 'a', startedAt: '2026-11-22T00:00:00.000Z' }),
      stepRun(200, '11', { version: 'b' }),
    ])
    const { series } = findSeries(runs, [])
    expect(series[0]?.steps[0]?.runs.map(({ manifest }) => manifest.startedAt.slice(8, 10))).toEqual(['22', '23'])
  })

  it('leaves out a run whose replies were scored again by another', async () => {
    const first = await stepRun(100, '11')
    const again = { ...(await stepRun(100, '10', { rescoredFrom: 'sft-100' })), folder: 'evalkit-runs/again' }
    const { series, notes } = findSeries([first, again, await stepRun(200, '11')], [])
    expect(series[0]?.steps[0]?.runs.map(({ folder }) => folder)).toEqual(['evalkit-runs/again'])
    expect(notes).toEqual([expect.stringMatching('sft-100 is left out: evalkit-runs/again scored its replies again')])
  })

  it('names runs without a step, and those whose names disagree, with what to do', async () => {
    const runs = await Promise.all([
      stepRun(100, '1'),
      stepRun(200, '1'),
      stepRun(undefined, '1', { label: 'final' }),
      stepRun(undefined, '1', { label: 'step-300', version: 'checkpoint-400' }),
    ])
    expect(findSeries(runs, []).notes).toEqual([
      'evalkit-runs/final is left out: it has no step; give it one with --step final=N, or compare with it: --baseline evalkit-runs/final',
      expect.stringMatching(
        /disagree on the step \(label step-300, version checkpoint-400\); give it one with --step step-300=N/,
      ),
    ])
  })

  const subset = { items: { count: 1, hash: '01' } }
  const gated = { protocol: { name: 'gate', hash: 'g', metric: 'accuracy', rule: 'number', shots: 0 } }

  it('makes two curves of a subset of all checkpoints, and the whole benchmark for some', async () => {
    const runs = await Promise.all([
      ...[100, 200, 300].map((step) => stepRun(step, '1', subset)),
      ...[200, 300].map((step) => stepRun(step, '11')),
    ])
    expect(shape(findSeries(runs, []))).toEqual([
      [
        'gsm8k',
        'sft',
        [
          [100, 1],
          [200, 1],
          [300, 1],
        ],
      ],
      [
        'gsm8k',
        'sft',
        [
          [200, 1],
          [300, 1],
        ],
      ],
    ])
  })

  it('leaves out the best step where it was measured again, by other samples or settings', async () => {
    const later = { startedAt: '2026-11-25T00:00:00.000Z' }
    const sampled = { protocol: { ...gated.protocol, name: 'chat', hash: 't' } }
    const steps = await Promise.all([100, 200].map((step) => stepRun(step, '1')))
    for (const changes of [subset, gated, sampled]) {
      const again = { ...(await stepRun(200, '1', { ...changes, ...later })), folder: 'evalkit-runs/again' }
      const { series, notes } = findSeries([...steps, again], [])
      expect(series.map(({ steps }) => steps.map(({ step, runs }) => [step, runs.length]))).toEqual([
        [
          [100, 1],
          [200, 1],
        ],
      ])
      expect(notes).toEqual(['evalkit-runs/again is left out: it measured step 200 differently from the others'])
    }
  })

  it('tells two curves of the same checkpoints apart by rule, settings, answers and judge', async () => {
    const { protocol } = (await stepRun(1, '1')).manifest
    const asked = { protocol: { ...protocol, hash: 's', rule: 'strict', changed: ['temperature=0.6'] } }
    const runs = await Promise.all([
      ...[100, 200, 300].map((step) => stepRun(step, '11')),
      ...[100, 200].map((step) => stepRun(step, '11', { ...asked, trialsPerSample: 4 })),
    ])
    expect(findSeries(runs, []).series.map(({ facets }) => facets)).toEqual([
      [`rule ${protocol.rule}`, 'as declared', 'one answer to each sample'],
      ['rule strict', 'temperature=0.6', '4 answers to each sample'],
    ])
    expect(findSeries(runs.slice(0, 3), []).series[0]?.facets).toEqual([])
  })

  it('refuses a step that was measured differently from all others, since the curve would lack it', async () => {
    const runs = [await stepRun(100, '1'), await stepRun(200, '1'), await stepRun(300, '1', gated)]
    expect(() => findSeries(runs, [])).toThrow(IncomparableError)
    expect(() => findSeries(runs, [])).toThrow(
      'step 100 and step 300 did not measure the same: protocol: chat for step 100, gate for step 300',
    )
    expect(shape(findSeries(runs, [], { allowDifferent: ['protocol'] }))).toEqual([
      [
        'gsm8k',
        'sft',
        [
          [100, 1],
          [200, 1],
          [300, 1],
        ],
      ],
    ])
  })

  it('compares each curve with the run of the baseline that measured the same', async () => {
    const runs = await Promise.all([100, 200].flatMap((step) => [stepRun(step, '1'), stepRun(step, '1', gated)]))
    const base = (changes: Parameters<typeof stepRun>[2], folder: string) =>
      stepRun(undefined, '1', { label: 'base', ...changes }).then((run) => ({ ...run, folder }))
    const lines = [
      await base(gated, 'gate'),
      await base({}, 'old'),
      await base({ startedAt: '2026-11-25T00:00:00.000Z' }, 'new'),
    ]
    const found = findSeries(runs, lines)
    expect(
      found.series.map(({ steps, baseline }) => [steps[0]?.runs[0].manifest.protocol.name, baseline?.folder]),
    ).toEqual([
      ['chat', 'new'],
      ['gate', 'gate'],
    ])
    expect(() => findSeries(runs, lines, { isNamed: true })).toThrow('two runs of the baseline, old and new')
    expect(findSeries(runs, lines.slice(0, 1)).notes).toEqual([
      'gsm8k: no run of the baseline base measured the same as these steps',
    ])
  })

  it('names many runs without a step in one sentence', async () => {
    const others = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((label) => stepRun(undefined, '1', { label })))
    expect(findSeries([await stepRun(1, '1'), await stepRun(2, '1'), ...others], []).notes).toEqual([
      '5 runs are left out, because they have no step: a, b, c and 2 more; give one with --step a=N',
    ])
  })

  it('takes steps and series that are given, by label or by folder', async () => {
    const runs = await Promise.all([
      stepRun(undefined, '1', { label: 'half' }),
      stepRun(undefined, '1', { label: 'final', version: 'x' }),
      stepRun(undefined, '1', { label: 'final', version: 'y' }),
    ])
    const steps = given({ half: 50, 'final-x': 100, 'evalkit-runs/final-y': 200 }, { '': 'run7' })
    expect(shape(findSeries(runs, [], steps))).toEqual([
      [
        'gsm8k',
        'run7',
        [
          [50, 1],
          [100, 1],
          [200, 1],
        ],
      ],
    ])
  })

  it('draws the baseline as a line and leaves nothing out for it', async () => {
    const base = await stepRun(undefined, '1', { label: 'base' })
    const { series, notes } = findSeries([base, await stepRun(100, '1'), await stepRun(200, '1')], [base])
    expect(series[0]?.baseline?.folder).toBe('evalkit-runs/base')
    expect(notes).toEqual([])
  })

  it('says which series has one step only', async () => {
    const runs = [await stepRun(100, '1'), await stepRun(200, '1'), await stepRun(100, '1', { series: 'other' })]
    expect(findSeries(runs, []).notes).toEqual(['gsm8k · other has one step only, 100, and is left out'])
  })

  const refused: [string, () => Promise<Parameters<typeof findSeries>[0]>, RegExp, RegExp][] = [
    ['no runs', async () => [], /no step is known/, /run --step N/],
    [
      'runs without steps',
      () => Promise.all(['a', 'b', 'c'].map((label) => stepRun(undefined, '1', { label }))),
      /no step is known of any of these 3 runs/,
      /--step a=100 --step b=200/,
    ],
    [
      'a single step',
      async () => [await stepRun(100, '1')],
      /two steps of one series.*gsm8k · sft \(step 100\)/,
      /list runs/,
    ],
    [
      'one step of each of two series',
      () => Promise.all([stepRun(100, '1', { series: 'a' }), stepRun(200, '1', { series: 'b' })]),
      /gsm8k · a \(step 100\), gsm8k · b \(step 200\)/,
      /--series NAME/,
    ],
    [
      'two versions at one step',
      () => Promise.all([stepRun(100, '1', { version: 'a' }), stepRun(100, '1', { version: 'b' }), stepRun(200, '1')]),
      /gsm8k, step 100: two runs of different weights, \S+ \(version a\) and \S+ \(version b\)/,
      /Leave one of them out/,
    ],
    [
      'two models at one step of a series',
      () =>
        Promise.all([
          stepRun(100, '1', { label: 'x', series: 's' }),
          stepRun(100, '1', { label: 'y', series: 's' }),
          stepRun(200, '1', { series: 's' }),
        ]),
      /\(x\) and \S+ \(y\)/,
      /--series y=NAME/,
    ],
  ]
  it.each(refused)('refuses %s', async (_case, runs, message, hint) => {
    const all = await runs()
    expect(() => findSeries(all, [])).toThrow(UsageError)
    expect(() => findSeries(all, [])).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), hint: expect.stringMatching(hint) }),
    )
  })
})
