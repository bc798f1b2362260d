import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointOf, stepInName } from '../../results/checkpoint.ts'

describe('stepInName', () => {
  it.each([
    ['step-1200', 1200, undefined],
    ['checkpoint-1200', 1200, undefined],
    ['out/run7/checkpoint-1200', 1200, 'out/run7'],
    ['sft-step-1200', 1200, 'sft'],
    ['sft.ckpt-40', 40, 'sft'],
    ['iter_0001200', 1200, undefined],
    ['sft-global_step1200', 1200, 'sft'],
    ['epoch=3-step=1200.ckpt', 1200, undefined],
    ['sft-epoch-3-step-1200', 1200, 'sft'],
    ['Step_0', 0, undefined],
    ['qwen2.5-7b-iteration-9.gguf', 9, 'qwen2.5-7b'],
  ])('reads %j as step %d of %j', (name, step, series) =>
    expect(stepInName(name)).toEqual({ step, ...(series && { series }) }),
  )

  it.each([
    'sft-2',
    'qwen-7b',
    'one-step',
    'footstep-3',
    'epoch-3',
    'step',
    'step-12a',
    'step-1200-merged',
    'step-20261122220310',
    '',
  ])('reads no step in %j', (name) => expect(stepInName(name)).toBeUndefined())

  it('reads back every step that a trainer writes', () =>
    fc.assert(
      fc.property(
        fc.nat({ max: 999_999_999 }),
        fc.constantFrom('step-', 'checkpoint-', 'global_step', 'iter_', 'step_', 'ckpt-'),
        fc.constantFrom('', 'sft-', 'run-7/', 'a.b_'),
        (step, word, before) => {
          expect(stepInName(`${before}${word}${step}`)?.step).toBe(step)
        },
      ),
    ))
})

describe('checkpointOf', () => {
  const model = { label: 'sft', name: 'my-sft' }

  it('trusts what the run recorded more than any name', () =>
    expect(checkpointOf({ ...model, label: 'step-7', step: 1200, series: 'run7' })).toEqual({
      step: 1200,
      source: 'recorded',
      series: 'run7',
    }))

  it.each([
    [{ label: 'sft-step-100' }, { step: 100, source: 'label', series: 'sft' }],
    [{ label: 'step-100' }, { step: 100, source: 'label' }],
    [{ version: 'checkpoint-100' }, { step: 100, source: 'version', series: 'sft' }],
    [{ name: 'out/checkpoint-100/' }, { step: 100, source: 'name', series: 'sft' }],
    [{ weights: '/out/checkpoint-100' }, { step: 100, source: 'weights', series: 'sft' }],
    [
      { label: 'step-100', version: 'checkpoint-100' },
      { step: 100, source: 'label' },
    ],
    [
      { label: 'sft-step-100', series: 'run7' },
      { step: 100, source: 'label', series: 'run7' },
    ],
    [{}, { series: 'sft' }],
  ])('knows %j as %j', (names, checkpoint) => expect(checkpointOf({ ...model, ...names })).toEqual(checkpoint))

  it('knows no step where names disagree', () =>
    expect(checkpointOf({ ...model, label: 'step-100', version: 'checkpoint-200' })).toEqual({
      conflict: 'label step-100, version checkpoint-200',
    }))
})
