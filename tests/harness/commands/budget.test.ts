import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** 1,000 tokens a reply, 600 of them the prompt's. */
const REPLY = {
  choices: [{ message: { content: '#### 1' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 600, completion_tokens: 400 },
}

it.each([
  ['--max-tokens-total', '10000', /--max-tokens-total: 1\d000 of 10000 tokens are spent; everything finished is saved/],
  ['--max-cost', '0.07', /--max-cost: 0\.0\d+ of 0\.07 is spent/],
])('stops at %s with all saved, and goes on with a larger bound', async (flag, bound, says) => {
  const server = await fakeOpenAi(REPLY)
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'evalkit.config.yaml'), 'prices:\n  m: { input: 5, output: 10 }\n')
  const args = [
    'run',
    'wordproblems',
    '--model',
    `vllm/m@${server.url}`,
    '--max-connections',
    '2',
    '--limit',
    'first:40',
    '--json',
  ]
  const stopped = await evalkit([...args, flag, bound], { cwd })
  expect(stopped.code).toBe(3)
  expect(stopped.stderr).toMatch(says)
  expect(stopped.stderr).toMatch(/To continue: evalkit run .* --resume/)
  expect(server.requests.length).toBeLessThan(20)

  const [{ run }] = JSON.parse(stopped.stdout).runs
  const ended = await evalkit([...args, flag, '100000', '--resume'], { cwd })
  expect(ended.code).toBe(0)
  expect(server.requests).toHaveLength(40)
  const summary = JSON.parse(await readFile(join(cwd, run, 'summary.json'), 'utf8'))
  expect(summary).toMatchObject({ n: 40, tokens: { inputTokens: 24_000, outputTokens: 16_000 } })
  expect(summary.cost).toBeCloseTo(40 * 0.007, 9)
})

it('refuses a bound on what has no known price', async () => {
  const server = await fakeOpenAi(REPLY)
  const { code, stderr } = await evalkit(
    ['run', 'wordproblems', '--model', `vllm/m@${server.url}`, '--max-cost', '1'],
    { cwd: await temporaryFolder() },
  )
  expect(code).toBe(2)
  expect(stderr).toMatch(/the price of m is unknown[\s\S]*prices: \{ "m": /)
  expect(server.requests).toHaveLength(0)
})

it('ends a run that its last reply finishes as finished, and asks nobody to resume it', async () => {
  const server = await fakeOpenAi(REPLY)
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'evalkit.config.yaml'), 'currency: EUR\nprices:\n  m: { input: 5, output: 10 }\n')
  const args = ['run', 'wordproblems', '--model', `vllm/m@${server.url}`, '--limit', '4', '--max-cost', '0.028']
  const { code, stdout, stderr } = await evalkit([...args, '--max-connections', '1'], { cwd })
  expect(code).toBe(0)
  expect(stderr).not.toContain('--resume')
  expect(stdout).toContain('m: cost 0.028 EUR')
})

it('refuses a bound on a judge that has no known price', async () => {
  const server = await fakeOpenAi(REPLY)
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'evalkit.config.yaml'), 'prices:\n  m: { input: 5, output: 10 }\n')
  const models = ['--model', `vllm/m@${server.url}`, '--judge', `vllm/j@${server.url}`]
  const { code, stderr } = await evalkit(['run', 'mt-bench', ...models, '--max-cost', '1'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('--max-cost: the price of j is unknown')
})
