import { expect, it } from 'vitest'
import { describeRun } from '../../../results/report/run.ts'
import type { StoredRun } from '../../../results/store/read.ts'
import { finishedRun, record } from '../../helpers/records.ts'

const described = async (folder: string, wrong: number) => {
  const records = Array.from({ length: 20 }, (_, at) => record(`gsm8k/${19 - at}`, 19 - at < wrong ? 0 : 1))
  const run = await finishedRun('sft', records)
  return describeRun({ ...run, folder } as unknown as StoredRun)
}

it('names wrong samples in their order, whenever they were answered, and a command that explains one', async () => {
  const text = await described('my runs/sft', 3)
  expect(text).toContain('wrong (3): gsm8k/0, gsm8k/1, gsm8k/2')
  expect(text).toContain("Explain one with: evalkit show 'my runs/sft' gsm8k/0")
  expect(text).not.toContain('--wrong')
})

it('has a command for all of them where they are many', async () => {
  const text = await described('evalkit-runs/sft', 12)
  expect(text).toContain('and 2 more')
  expect(text).toContain('All that are wrong: evalkit show evalkit-runs/sft --wrong')
})
