import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const KEY = 'sk-canary-91c2'

const parsed = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

it('tells machines what happens, and neither keys nor words of prompts and replies', async () => {
  const server = await fakeOpenAi(({ body }, call) => {
    if (call === 3) return status(503, `no room for ${KEY}`)
    return body.messages[0].content.length % 2 === 0 ? '#### 17 canary' : status(400, 'cannot')
  })
  const cwd = await temporaryFolder()
  const args = [
    'run',
    'wordproblems',
    '--limit',
    'first:12',
    '--model',
    `m=vllm/m@${server.url}`,
    '--log-file',
    'logs/run.jsonl',
  ]
  const { code } = await evalkit([...args, '--log-level', 'debug'], { cwd, env: { EVALKIT_API_KEY: KEY } })
  expect(code).toBe(3)
  const text = await readFile(join(cwd, 'logs/run.jsonl'), 'utf8')
  const lines = parsed(text)
  expect(lines[0]).toMatchObject({ level: 30, event: 'run-started', benchmark: 'wordproblems', model: 'm', trials: 12 })
  expect(lines.at(-1)).toMatchObject({ event: 'run-finished', status: 'incomplete' })
  const named = (event: string) => lines.filter((line) => line.event === event)
  expect(named('retry')).toMatchObject([{ level: 40, status: 503, sampleId: expect.any(String) }])
  expect(named('reply').length + named('unscored').length).toBe(12)
  expect(named('reply')[0]).toMatchObject({ finishReason: 'stop', latencyMs: expect.any(Number), repeat: 1, turn: 1 })
  expect(text).not.toMatch(/sk-canary|17 canary|How many/)
})

it('goes to standard error where no file is named', async () => {
  const server = await fakeOpenAi('#### 1')
  const args = ['run', 'wordproblems', '--limit', 'first:2', '--model', `m=vllm/m@${server.url}`, '--log-level', 'info']
  const { stderr } = await evalkitProcess(args, { cwd: await temporaryFolder() })
  expect(parsed(stderr).map(({ event }) => event)).toEqual(['run-started', 'run-finished'])
})

it('is refused where it cannot be written, before anything is asked', async () => {
  const server = await fakeOpenAi('#### 1')
  const args = ['run', 'wordproblems', '--limit', 'first:2', '--model', `m=vllm/m@${server.url}`, '--log-file', '.']
  const { code, stderr } = await evalkit(args, { cwd: await temporaryFolder() })
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^evalkit: --log-file \.: cannot be written: /)])
  expect(server.requests).toEqual([])
})
