import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeBatches, ok } from '../../helpers/fake-batches.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

it('runs a benchmark in batches', async () => {
  const server = await fakeBatches(() => ok('#### 1'))
  const args = [
    'run',
    'wordproblems',
    '--limit',
    'first:30',
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

const mtBench = sharedData('mt-bench/question.jsonl')

it.skipIf(mtBench === undefined)('has answers rated in batches as well [needs the shared data sets]', async () => {
  const server = await fakeBatches((content) => ok(content.includes('The Start of') ? 'Rating: [[7]]' : 'An answer.'))
  const env = { EVALKIT_DATA_DIR: join(mtBench as string, '../..') }
  const models = ['--model', `m=openai/m@${server.url}`, '--judge', `j=openai/j@${server.url}`]
  const args = ['run', 'mt-bench', '--limit', 'first:5', '--batch', '--json', ...models]
  const { code, stdout } = await evalkit(args, { cwd: await temporaryFolder(), env })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).runs).toMatchObject([{ n: 5, unscored: 0 }])
  expect(server.batches.flat()).toHaveLength(20)
})
