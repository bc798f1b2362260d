import { expect, it } from 'vitest'
import type { Protocol } from '../../../benchmarks/benchmark.ts'
import { gsm8k } from '../../../benchmarks/gsm8k.ts'
import { humaneval } from '../../../benchmarks/humaneval.ts'
import { commandSignals } from '../../../harness/lib/interrupt.ts'
import { inOrderOfStart, type ReExecution, reExecuteAll } from '../../../harness/runs/re-execution.ts'
import { prepareRescoring } from '../../../harness/runs/rescore.ts'
import { ResourcePool } from '../../../harness/trial/resources.ts'
import { type FinishedRun, openRun } from '../../../results/store/read.ts'
import { RunWriter } from '../../../results/store/write.ts'
import { RetryingSandbox } from '../../../sandboxes/retrying-sandbox.ts'
import { DOUBLE_ALL } from '../../../sandboxes/test-programs/double-all.ts'
import { scriptedSandbox } from '../../helpers/scripted-sandbox.ts'
import { manifest, scored, summary } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const { right, wrong, ...program } = DOUBLE_ALL.python

async function rescore(prepared: ReExecution, runsDir: string): Promise<FinishedRun> {
  const { runs } = await reExecuteAll([prepared], { runsDir, resume: undefined, signals: commandSignals() })
  return runs[0] as FinishedRun
}

it('keeps all workers of a sandbox busy', async () => {
  const runsDir = await temporaryFolder()
  const run = await RunWriter.create(runsDir, {
    ...manifest,
    protocol: { ...manifest.protocol, rule: 'code' },
    items: { ...manifest.items, count: 12 },
  })
  for (let index = 0; index < 12; index++) await run.append({ ...scored(`doubles/${index}`), program })
  await run.finish('complete', summary)

  let running = 0
  let most = 0
  const { sandbox } = scriptedSandbox(async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running--
    return {}
  }, 3)
  const resources = { open: async () => ({ sandbox: new RetryingSandbox(sandbox).withLimit(1000) }) }
  const protocol = humaneval.protocols.chat as Protocol<unknown>
  const prepared = await prepareRescoring(await openRun(run.folder), humaneval, protocol, {
    rule: undefined,
    check: undefined,
    engine: undefined,
    judges: false,
    data: { cacheDir: runsDir },
    resources: resources as unknown as ResourcePool,
    group: 'deadbeef',
  })
  const again = await rescore(prepared, runsDir)
  expect(again.summary).toMatchObject({ n: 12, unscored: 0 })
  expect(most).toBeGreaterThanOrEqual(3)
})

it('has tests draw the random inputs that they drew before', async () => {
  const runsDir = await temporaryFolder()
  const run = await RunWriter.create(runsDir, {
    ...manifest,
    protocol: { ...manifest.protocol, rule: 'code' },
    items: { ...manifest.items, count: 2 },
  })
  const before = scored('doubles/0')
  const verdict = { outcome: 'failed', detail: '', seed: 7 }
  if (before.outcome.kind === 'scored') before.outcome.score.verdict = verdict
  await run.append({ ...before, program })
  await run.append({ ...scored('doubles/1'), program })
  await run.finish('complete', summary)

  const { sandbox, programs } = scriptedSandbox(({ seed = 8 }) => ({ seed }))
  const resources = { open: async () => ({ sandbox: new RetryingSandbox(sandbox).withLimit(1000) }) }
  const prepared = await prepareRescoring(
    await openRun(run.folder),
    humaneval,
    humaneval.protocols.chat as Protocol<unknown>,
    {
      ...{ rule: undefined, check: undefined, engine: undefined, judges: false, group: 'deadbeef' },
      data: { cacheDir: runsDir },
      resources: resources as unknown as ResourcePool,
    },
  )
  await rescore(prepared, runsDir)
  expect(programs.map(({ seed }) => seed).sort()).toEqual([7, undefined])
})

it('cuts replies at their stops that were stored before evalkit did so', async () => {
  const runsDir = await temporaryFolder()
  const run = await RunWriter.create(runsDir, {
    ...manifest,
    protocol: { ...manifest.protocol, name: 'lm-eval', rule: 'lm-eval/flexible-extract' },
    generation: { ...manifest.generation, stop: ['Question:'] },
    items: { ...manifest.items, count: 1 },
  })
  const text = 'So it is 7.\n\nQuestion: And 5 + 5?\nAnswer: 10'
  const attempt = { turns: [{ prompt: 'Question: …', completion: { text, finishReason: 'length' as const } }] }
  await run.append({ ...scored('gsm8k/0'), attempt })
  await run.finish('complete', summary)

  const protocol = gsm8k.protocols['lm-eval'] as Protocol<unknown>
  const prepared = await prepareRescoring(await openRun(run.folder), gsm8k, protocol, {
    rule: undefined,
    check: undefined,
    engine: undefined,
    judges: false,
    data: { cacheDir: runsDir },
    resources: new ResourcePool(''),
    group: 'deadbeef',
  })
  const again = await rescore(prepared, runsDir)
  const [record] = await Array.fromAsync(again.records())
  expect(again.manifest.protocol.version).toBe(2)
  expect(record?.outcome).toMatchObject({ kind: 'scored', score: { value: 1, answer: '7' } })
  expect(record?.attempt.turns[0]?.completion).toMatchObject({ finishReason: 'stop', cut: { stop: 'Question:' } })
})

it('a failure among many is not lost, and ends the work', async () => {
  const ended: number[] = []
  const items = (async function* () {
    for (let index = 0; index < 4; index++) yield index
    await new Promise((resolve) => setTimeout(resolve, 20)) // nobody waits for the one that fails in here
  })()
  const working = inOrderOfStart(
    items,
    () => 10,
    async (index) => {
      await Promise.resolve()
      if (index === 1) throw new Error('full')
      ended.push(index)
    },
  )
  await expect(working).rejects.toThrow('full')
  expect(ended).toEqual([0])
})
