import { describe, expect, it } from 'vitest'
import { findModelChoices } from '../../../harness/options/model-choices.ts'

const config = { models: { sft: { model: 'vllm/my-sft@http://gpu:8001/v1', step: 300, series: 'run7' } } } as const

interface Given {
  readonly model: string[]
  readonly baseline?: string
  readonly step?: string[]
  readonly series?: string[]
}

const find = ({ baseline, ...given }: Given) =>
  findModelChoices({ ...given, baseline, api: undefined, 'model-version': undefined }, config).map(
    ({ spec, step, series }) => [spec.label, step, series],
  )

describe('--step and --series', () => {
  it('are for every model except the baseline', () =>
    expect(find({ model: ['vllm/a', 'vllm/b'], baseline: 'vllm/c', step: ['1200'] })).toEqual([
      ['c', undefined, undefined],
      ['a', 1200, undefined],
      ['b', 1200, undefined],
    ]))

  it('are for one model by its label, the baseline too', () =>
    expect(find({ model: ['vllm/a'], baseline: 'vllm/c', step: ['1200', 'c=0'], series: ['a=run7'] })).toEqual([
      ['c', 0, undefined],
      ['a', 1200, 'run7'],
    ]))

  it('may be a series with an equals sign, after its label', () =>
    expect(find({ model: ['vllm/a'], series: ['a=lr=1e-4'] })).toEqual([['a', undefined, 'lr=1e-4']]))

  it('win over the config', () => {
    expect(find({ model: ['sft'] })).toEqual([['sft', 300, 'run7']])
    expect(find({ model: ['sft'], step: ['400'], series: ['run8'] })).toEqual([['sft', 400, 'run8']])
  })

  it.each<[string, Given, RegExp, RegExp]>([
    ['a step that is no whole number', { model: ['vllm/a'], step: ['1.5'] }, /--step 1\.5: a step is a whole/, /1200/],
    ['a negative step', { model: ['vllm/a'], step: ['-1'] }, /--step -1/, /1200/],
    ['a step with a unit', { model: ['vllm/a'], step: ['1k'] }, /--step 1k/, /1200/],
    [
      'a step of one model that is none',
      { model: ['vllm/a'], step: ['a=x'] },
      /--step a=x: a step is/,
      /--step a=1200/,
    ],
    ['no step at all', { model: ['vllm/a'], step: [''] }, /--step : a step/, /1200/],
    ['a label that no model has', { model: ['vllm/sfa'], step: ['sfb=1'] }, /no model has the label "sfb"/, /"sfa"/],
    ['two steps for one model', { model: ['vllm/a'], step: ['1', '2'] }, /--step 2: given twice/, /--step LABEL=2/],
    ['an empty series', { model: ['vllm/a'], series: [' '] }, /--series: an empty name/, /--series sft/],
    ['a series with a control character', { model: ['vllm/a'], series: ['a\u001b[2J'] }, /control character/, /./],
    [
      'two models at one step of a series',
      { model: ['vllm/a', 'vllm/b'], step: ['100'], series: ['run7'] },
      /a and b are both step 100 of series run7/,
      /--step a=100 --step b=/,
    ],
  ])('refuse %s', (_case, given, message, hint) =>
    expect(() => find(given)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), hint: expect.stringMatching(hint) }),
    ),
  )
})
