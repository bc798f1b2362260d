import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { gateRuns } from '../../../harness/reporting/gate-runs.ts'
import { finishedRun, records } from '../../helpers/records.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const ANSWERS = '1'.repeat(900) + '0'.repeat(100)

async function gated(version: string | undefined, runsDir: string) {
  const model = { label: 'sft', provider: 'vllm', name: 'sft', api: 'chat' as const, ...(version && { version }) }
  const pair = {
    baseline: await finishedRun('base', records(ANSWERS)),
    candidate: await finishedRun('sft', records(ANSWERS), { model }),
  }
  return gateRuns([pair], { policy: {}, runsDir, looks: undefined, baselines: undefined, spendsLook: true }, {})
}

it('says beside the verdict where looks cannot be counted, and records none', async () => {
  const runsDir = await temporaryFolder()
  const { comparisons, verdict } = await gated(undefined, runsDir)
  expect(verdict.verdict).toBe('PASS')
  expect(comparisons[0]?.notes).toContain(
    'looks at sft are not counted: no --model-version tells its checkpoints apart',
  )
  expect(await readdir(runsDir)).toEqual([])
})

it('records a look with what it knew, where the checkpoint is known', async () => {
  const runsDir = await temporaryFolder()
  const { comparisons, verdict } = await gated('step-100', runsDir)
  expect(comparisons[0]?.notes.join()).not.toContain('looks at')
  expect(verdict.decisions[0]).toMatchObject({ look: 1, standardError: 0.001 })
  expect(await readdir(runsDir)).toEqual(['gate-looks.jsonl'])
})
