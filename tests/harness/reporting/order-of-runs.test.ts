import { expect, it } from 'vitest'
import { inModelOrder, isInGlobOrder, recordedBaseline } from '../../../harness/reporting/order-of-runs.ts'
import { UsageError } from '../../../results/errors.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { finishedRun, records } from '../../helpers/records.ts'

const run = (label: string, changes: Partial<RunManifest> = {}) => finishedRun(label, records('1'), changes)
const labels = (runs: readonly { manifest: RunManifest }[]) => runs.map(({ manifest }) => manifest.model.label)

it('knows the baseline from the manifests, whichever run comes first', async () => {
  const runs = [await run('aardvark', { baseline: 'base' }), await run('base', { baseline: 'base' })]
  expect(recordedBaseline(runs)).toBe('base')
  expect(recordedBaseline(runs.toReversed())).toBe('base')
})

it('knows none where no manifest tells, or the one it names is not among the runs', async () => {
  expect(recordedBaseline([await run('a'), await run('b')])).toBeUndefined()
  expect(
    recordedBaseline([await run('a', { baseline: 'base' }), await run('b', { baseline: '@main' })]),
  ).toBeUndefined()
})

it('refuses manifests that disagree', async () => {
  const runs = [
    await run('base', { baseline: 'base' }),
    await run('step-1', { baseline: 'base' }),
    await run('step-2', { baseline: 'step-1' }),
  ]
  expect(() => recordedBaseline(runs)).toThrow(UsageError)
  expect(() => recordedBaseline(runs)).toThrow(
    'the runs disagree on the baseline: base by evalkit-runs/base, step-1 by evalkit-runs/step-2',
  )
})

it('puts numbers in labels into their natural order, benchmark by benchmark', async () => {
  const humaneval = { benchmark: { name: 'humaneval', version: 1 } }
  const runs = [
    await run('step-1000', humaneval),
    await run('step-1000'),
    await run('step-200'),
    await run('step-200', humaneval),
  ]
  expect(labels(inModelOrder(runs))).toEqual(['step-200', 'step-1000', 'step-200', 'step-1000'])
})

it('puts the checkpoints of a series into the order of their steps, however they are labelled', async () => {
  const model = { provider: 'vllm', name: 'm', api: 'chat' } as const
  const step = (label: string, step: number, series?: string) =>
    run(label, { model: { ...model, label, step, ...(series && { series }) } })
  const runs = [
    await step('best', 300, 'run7'),
    await run('sft-step-1000'),
    await run('base'),
    await step('zeta', 100, 'run7'),
    await run('sft-step-200'),
    await step('alpha', 1000, 'run7'),
  ]
  expect(labels(inModelOrder(runs))).toEqual(['base', 'zeta', 'best', 'alpha', 'sft-step-200', 'sft-step-1000'])
})

it('tells what a shell wrote out from what somebody chose', () => {
  expect(isInGlobOrder(['runs/a', 'runs/b', 'runs/c'])).toBe(true)
  expect(isInGlobOrder(['runs/b', 'runs/a', 'runs/c'])).toBe(false)
})
