/** Ctrl-C where nothing is under way: the run ends, is saved, and says how to go on. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { fakeBatches, ok } from '../../helpers/fake-batches.ts'
import { by, fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const only = (cwd: string, file: string) => {
  const root = join(cwd, 'evalkit-runs')
  return readFileSync(join(root, readdirSync(root)[0] ?? '', file), 'utf8')
}

it('ends a run that waits for a server that is down', async () => {
  let isUp = true
  const server = await fakeOpenAi((_, call) => {
    isUp &&= call <= 3
    return isUp ? '#### 1' : by((response) => response.destroy())
  })
  const cwd = await temporaryFolder()
  const args = ['run', 'wordproblems', '--limit', 'first:20', '--model', `m=vllm/m@${server.url}`]
  let heard = ''
  const stopped = await evalkitProcess(args, {
    cwd,
    onError: (text) => {
      heard += text
    },
    interruptWhen: () => heard.includes('seems to be down'),
  })
  expect(stopped.code).toBe(130)
  expect(stopped.stderr).toMatch(/To continue: evalkit run wordproblems .* --resume/)
  expect(JSON.parse(only(cwd, 'manifest.json')).status).toBe('interrupted')
  expect(only(cwd, 'samples.jsonl').trim().split('\n')).toHaveLength(3)
})

it('ends a run that waits for the next minute', async () => {
  const server = await fakeOpenAi((_, call) =>
    call <= 2 ? '#### 1' : status(429, 'slow down', { 'retry-after': '600' }),
  )
  const cwd = await temporaryFolder()
  const args = ['run', 'wordproblems', '--limit', 'first:20', '--model', `m=vllm/m@${server.url}`, '--json']
  const stopped = await evalkitProcess(args, { cwd, interruptWhen: () => server.requests.length >= 4 })
  expect(stopped.code).toBe(130)
  expect(JSON.parse(stopped.stdout).error).toMatchObject({ code: 130, hint: expect.stringMatching(/--resume$/) })
})

it('leaves a batch to the server, and fetches it later without paying again', async () => {
  const server = await fakeBatches(() => ok('#### 1'))
  server.isOpen = false
  const cwd = await temporaryFolder()
  const args = ['run', 'wordproblems', '--limit', 'first:30', '--batch', '--model', `openai/m@${server.url}`]
  let heard = ''
  const stopped = await evalkitProcess(args, {
    cwd,
    onError: (text) => {
      heard += text
    },
    interruptWhen: () => heard.includes('requests sent'),
  })
  expect(stopped.code).toBe(130)
  expect(stopped.stderr).toMatch(/batch-0: goes on at the server/)
  expect(stopped.stderr).toMatch(/To continue: evalkit run wordproblems .*--batch.* --resume/)
  server.isOpen = true
  const { code, stdout } = await evalkit([...args, '--resume', '--json'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).runs).toMatchObject([{ n: 30, unscored: 0 }])
  expect(server.batches.map((lines) => lines.length)).toEqual([30])
})
