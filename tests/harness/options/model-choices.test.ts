import { describe, expect, it } from 'vitest'
import { findModelChoices } from '../../../harness/options/model-choices.ts'

const config = {
  models: {
    base: 'vllm/qwen@http://gpu:8000/v1',
    sft: {
      model: 'vllm/qwen-sft@http://gpu:8001/v1',
      api: 'completions',
      version: 'step-100',
      generation: { topP: 0.9 },
    },
  },
} as const

interface Given {
  readonly model?: string[]
  readonly baseline?: string
  readonly api?: string[]
  readonly version?: string
}

const find = ({ model, baseline, api, version }: Given) =>
  findModelChoices({ model, baseline, api, 'model-version': version }, config)

describe('findModelChoices', () => {
  it('puts the baseline first', () => {
    const found = find({ model: ['vllm/a', 'vllm/b'], baseline: 'vllm/c' })
    expect(found.map(({ spec, isBaseline }) => [spec.label, isBaseline])).toEqual([
      ['c', true],
      ['a', false],
      ['b', false],
    ])
  })

  it('takes a name from the config with all that is special about it', () => {
    const [base, sft] = find({ model: ['sft'], baseline: 'base' })
    expect(base).toMatchObject({ spec: { label: 'base', name: 'qwen', urls: ['http://gpu:8000/v1'] }, generation: {} })
    expect(sft).toMatchObject({
      spec: { label: 'sft', name: 'qwen-sft' },
      api: 'completions',
      version: 'step-100',
      generation: { topP: 0.9 },
    })
  })

  it('asks all by one API, or one by another, the flag before the config', () => {
    const apis = (api: string[]) =>
      find({ model: ['sft'], baseline: 'base', api }).map((modelChoice) => modelChoice.api)
    expect(apis([])).toEqual([undefined, 'completions'])
    expect(apis(['chat'])).toEqual(['chat', 'chat'])
    expect(apis(['base=completions'])).toEqual(['completions', 'completions'])
    expect(apis(['completions', 'sft=chat'])).toEqual(['completions', 'chat'])
  })

  it.each<[string, Given, RegExp, RegExp?]>([
    ['no model', {}, /no model given/],
    ['an unknown name', { model: ['stf'] }, /"stf" is neither a model spec nor a model of the config file/, /"sft"/],
    ['an API there is not', { model: ['sft'], api: ['chatt'] }, /--api chatt: neither chat nor completions/],
    [
      'a label that no model has',
      { model: ['sft'], api: ['base=chat'] },
      /no model has the label "base"/,
      /Labels: sft/,
    ],
    ['one label twice', { model: ['sft', 'vllm/sft'] }, /two models are called "sft"/],
  ])('refuses %s', (_case, given, message, hint = /./) => {
    expect(() => find(given)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), hint: expect.stringMatching(hint) }),
    )
  })
})
