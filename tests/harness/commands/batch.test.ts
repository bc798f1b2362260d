import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeBatches, ok } from '../../helpers/fake-batches.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

it('runs a benchmark in batches', async () => {
  const server = await fakeBatches(() => ok('#### 1'))
  const args = [
    'run',
    'wordproblems',
    '--limit',
    '30',
    '--repeats',
    '2',
    '--batch',
    '--json',
    '--model',
    `openai/m@${server.url}`,
  ]
  const { code, stdout, stderr } = await evalkit(args, { cwd: await temporaryFolder() })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).runs).toMatchObject([{ n: 30, unscored: 0 }])
  expect(server.batches.map((lines) => lines.length)).toEqual([60])
  expect(stderr).toMatch(/batch batch-0: 60 requests sent/)
})
