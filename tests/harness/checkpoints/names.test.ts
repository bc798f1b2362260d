import { expect, it } from 'vitest'
import { isStaging, seriesOf, stepIn } from '../../../harness/checkpoints/names.ts'

it.each([
  ['checkpoint-500', 500, 'checkpoint-*'],
  ['step_20', 20, 'step_*'],
  ['global_step_20', 20, 'global_step_*'],
  ['global_step20', 20, 'global_step*'],
  ['iter_0001000', 1000, 'iter_*'],
  ['epoch_2', 2, 'epoch_*'],
  ['1200', 1200, '*'],
  ['sft-checkpoint-7', 7, 'sft-checkpoint-*'],
  ['epoch=1-step=500', 500, 'epoch=*-step=*'],
  ['epoch-2-step-1000', 1000, 'epoch-*-step-*'],
  ['epoch=2', 2, 'epoch=*'],
  ['sft--val_loss=1.25-step=500', 500, 'sft--val_loss=*-step=*'],
  ['ckpt-3-merged', 3, 'ckpt-*-merged'],
  ['sft-step-100-q8_0.gguf', 100, 'sft-step-*-q8_0.gguf'],
  ['sft-step-100-00001-of-00003.gguf', 100, 'sft-step-*.gguf'],
])('reads the step in %s', (name, step, pattern) => expect(stepIn(name)).toEqual({ step, pattern }))

it.each([
  'Llama-3',
  'sft-v2',
  'runs',
  'Qwen2.5-7B',
  'footstep',
  'checkpoint-best',
  'logs-20261128',
  'checkpoint-99999999999999999',
])('reads no step in %s', (name) => expect(stepIn(name)).toBeUndefined())

it.each([
  'tmp-checkpoint-500',
  'checkpoint-500.tmp',
  '.checkpoint-500',
  '_tmp',
  'checkpoint-500.partial',
  'step_7.tmp-4711',
  'model.gguf.part',
  'checkpoint-500.bak',
  'checkpoint-500_old2',
  'checkpoint-500~',
  'checkpoint-500 (copy)',
])('takes %s for unfinished', (name) => expect(isStaging(name)).toBe(true))

it.each([
  'checkpoint-500',
  'step_20',
  'sft-old-step-5',
  'checkpoint-5-best',
  'temperature-study',
  'partner-step-5',
  'template',
])('takes %s for finished', (name) => expect(isStaging(name)).toBe(false))

it.each([
  ['out/checkpoint-500', 'out'],
  ['runs/sft/weights/step_40', 'sft'],
  ['runs/grpo/global_step_20/actor/huggingface', 'grpo'],
  ['runs/sft', 'sft'],
  ['models/sft-step-100.gguf', 'sft'],
  ['sft/step-100.gguf', 'sft'],
  ['out/sft-checkpoint-7', 'sft'],
  ['out/epoch=1-step=500', 'out'],
  ['out/sft--val_loss=1.25-step=500', 'sft'],
  ['/', undefined],
])('names the training run of %s', (path, series) => expect(seriesOf(path)).toBe(series))
