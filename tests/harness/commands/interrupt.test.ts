/** Ctrl-C where nothing is under way: the run ends, is saved, and says how to go on. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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

describe('with runs on two servers under way', () => {
  const open = async () => {
    const state = { isOpen: true }
    const server = await fakeOpenAi(async ({ body }, call) => {
      while (call > 6 && !state.isOpen) await new Promise((resolve) => setTimeout(resolve, 10))
      return body === undefined ? '' : '#### 1'
    })
    return { ...server, state }
  }
  const argsFor = (...urls: string[]) => [
    ...['run', 'wordproblems', '--limit', 'first:20', '--max-connections', '3'],
    ...urls.flatMap((url, at) => ['--model', `m${at}=vllm/m${at}@${url}`]),
  ]
  const statuses = (cwd: string) =>
    readdirSync(join(cwd, 'evalkit-runs')).map(
      (folder) => JSON.parse(readFileSync(join(cwd, 'evalkit-runs', folder, 'manifest.json'), 'utf8')).status,
    )

  it('finishes at the first Ctrl-C what is in flight in each, and resumes all of them', async () => {
    const [one, other] = [await open(), await open()]
    const cwd = await temporaryFolder()
    const args = argsFor(one.url, other.url)
    one.state.isOpen = other.state.isOpen = false
    const stopped = await evalkitProcess(args, {
      cwd,
      onError: (text) => {
        if (text.includes('Stopping')) one.state.isOpen = other.state.isOpen = true
      },
      interruptWhen: () => one.requests.length >= 9 && other.requests.length >= 9,
    })
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toMatch(/missing: wordproblems · m0: 11 of 20 trials pending/)
    expect(stopped.stderr).toMatch(/missing: wordproblems · m1: 11 of 20 trials pending/)
    expect(statuses(cwd)).toEqual(['interrupted', 'interrupted'])
    const { code, stdout } = await evalkit([...args, '--resume', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).runs).toMatchObject([{ n: 20 }, { n: 20 }])
    expect([one.requests.length, other.requests.length]).toEqual([20, 20])
  })

  it('drops at the second what is in flight, and saves the rest', async () => {
    const [one, other] = [await open(), await open()]
    const cwd = await temporaryFolder()
    one.state.isOpen = other.state.isOpen = false
    let pid = 0
    const stopped = await evalkitProcess(argsFor(one.url, other.url), {
      cwd,
      onError: (text) => {
        if (text.includes('Stopping')) process.kill(pid, 'SIGINT')
      },
      onStart: (started) => {
        pid = started
      },
      interruptWhen: () => one.requests.length >= 9 && other.requests.length >= 9,
    })
    one.state.isOpen = other.state.isOpen = true
    expect(stopped.code).toBe(130)
    expect(statuses(cwd)).toEqual(['interrupted', 'interrupted'])
    expect(stopped.stderr).toMatch(/m0: 14 of 20 trials pending/)
  })
})
