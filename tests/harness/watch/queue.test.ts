import { expect, it } from 'vitest'
import type { ReadyCheckpoint } from '../../../harness/checkpoints/folder-watch.ts'
import { asQueued, inOrder, isChosen, isOfSeries, oneSeriesOf } from '../../../harness/watch/queue.ts'

const ready = (path: string, pattern: string, step?: number, isFinal = false) =>
  ({
    candidate: { path, pattern, isFinal, ...(step !== undefined && { step }) },
    whole: { facts: {} },
  }) as unknown as ReadyCheckpoint

it.each([
  ['out/checkpoint-500', 'out/checkpoint-*', 500, { label: 'out-checkpoint-500', step: 500, series: 'out' }],
  ['runs/sft/weights/step_40', 'runs/sft/weights/step_*', 40, { label: 'sft-step_40', step: 40, series: 'sft' }],
  ['out/sft-step-7.gguf', 'out/sft-step-*.gguf', 7, { label: 'sft-step-7', step: 7, series: 'sft' }],
  ['pinned/checkpoint-500', 'out/checkpoint-*', 500, { label: 'out-checkpoint-500', series: 'out' }],
  ['my out/checkpoint-1', 'my out/checkpoint-*', 1, { label: 'my-out-checkpoint-1', series: 'my out' }],
])('names %s', (path, pattern, step, names) =>
  expect(asQueued(ready(path, pattern, step), { out: 'out' })).toMatchObject(names),
)

it('names final weights, which have the training’s last step', () => {
  expect(asQueued(ready('out', 'out', undefined, true), { out: 'out' }, 900)).toMatchObject({
    ...{ name: 'final', label: 'out-final', series: 'out', step: 900, isFinal: true },
  })
  expect(asQueued(ready('out', 'out', undefined, true), { out: 'out', series: 'sft' })).toMatchObject({
    label: 'sft-final',
    series: 'sft',
  })
})

it('evaluates steps in their order, or the newest first, final weights being the newest', () => {
  const all = [ready('a', 'a', 200), ready('b', 'b', undefined, true), ready('c', 'c', 1000)].map((one) =>
    asQueued(one, { out: 'o' }),
  )
  const stepsOf = (newestFirst: boolean) => inOrder(all, newestFirst).map(({ step }) => step)
  expect(stepsOf(false)).toEqual([200, 1000, undefined])
  expect(stepsOf(true)).toEqual([undefined, 1000, 200])
})

it.each([
  [{ step: 1000, isFinal: false }, 500, true],
  [{ step: 1200, isFinal: false }, 500, false],
  [{ step: 1200, isFinal: false }, undefined, true],
  [{ step: 1200, isFinal: true }, 500, true],
  [{ isFinal: true }, 500, true],
])('chooses %j with --every %s: %s', (candidate, every, chosen) => expect(isChosen(candidate, every)).toBe(chosen))

it('refuses two series, and names one as it would be given', () => {
  const one = ready('out/checkpoint-1', 'out/checkpoint-*', 1)
  const final = ready('out', 'out', undefined, true)
  expect(oneSeriesOf([one, one, final])).toBe('out/checkpoint-*')
  expect(oneSeriesOf([final])).toBeUndefined()
  expect(isOfSeries(final.candidate, 'out/checkpoint-*')).toBe(true)
  expect(isOfSeries(one.candidate, 'out/step_*')).toBe(false)
  const pin = { ...one.candidate, isPinned: true } as const
  expect(isOfSeries(pin, 'out/weights/checkpoint-*')).toBe(true)
  const inOneFolder = () => oneSeriesOf([one, ready('out/step_1', 'out/step_*', 1)])
  expect(inOneFolder).toThrow('two series of checkpoints: out/checkpoint-* and out/step_*')
  expect(inOneFolder).toThrow(
    expect.objectContaining({ hint: "Name one, in quotes, as in: evalkit watch 'out/checkpoint-*' …" }),
  )
  const inTwo = () =>
    oneSeriesOf([ready('out/v0/step_1', 'out/v0/step_*', 1), ready('out/v1/step_1', 'out/v1/step_*', 1)])
  expect(inTwo).toThrow(expect.objectContaining({ hint: expect.stringContaining('evalkit watch out/v0 …') }))
})
