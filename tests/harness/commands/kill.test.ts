/** A run that is killed again and again loses nothing that was finished, and asks nothing finished again. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openRun } from '../../../results/store/read.ts'
import { evalkit, LAUNCHER } from '../../helpers/evalkit.ts'
import { evalkitProcess, processEnvironment } from '../../helpers/evalkit-process.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const KILLS = 20
const CONNECTIONS = 4

it('survives kill -9 at twenty random moments', { timeout: 300_000 }, async () => {
  let answered = 0
  let onAnswer = () => {}
  const server = await fakeOpenAi(async ({ body }) => {
    await sleep(20)
    answered++
    onAnswer()
    return body.messages[0].content.length % 2 === 0 ? '#### 1' : 'I cannot say.'
  })
  const cwd = await temporaryFolder()
  const args = [
    'run',
    'wordproblems',
    '--repeats',
    '3',
    '--max-connections',
    String(CONNECTIONS),
    '--model',
    `m=vllm/m@${server.url}`,
  ]
  const elsewhere = await temporaryFolder()
  // In a process, which keeps the code that it has compiled: those that are killed do not.
  const unbroken = JSON.parse((await evalkitProcess([...args, '--json'], { cwd: elsewhere })).stdout).runs[0].score
  answered = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [LAUNCHER, ...args, ...(kill === 0 ? [] : ['--resume'])], {
      cwd,
      env: processEnvironment(cwd),
      stdio: 'ignore',
    })
    const killedAt = answered + Math.floor(16 * Math.random())
    await new Promise<void>((resolve) => {
      onAnswer = () => {
        if (answered >= killedAt) resolve()
      }
      onAnswer()
    })
    await sleep(30 * Math.random())
    child.kill('SIGKILL')
    await once(child, 'exit')
    const names = existsSync(join(cwd, 'evalkit-runs')) ? readdirSync(join(cwd, 'evalkit-runs')) : []
    const folders = names.filter((name) => !name.startsWith('.')) // what was killed while it was made is no run
    if (folders.length === 0) continue // it was killed before it asked anything
    expect(folders).toHaveLength(1)
    const run = await openRun(join(cwd, 'evalkit-runs', folders[0] ?? ''))
    for await (const record of run.records()) expect(record.outcome.kind).toBe('scored')
  }
  const ended = await evalkit([...args, '--resume', '--json'], { cwd })
  expect(ended.code).toBe(0)
  expect(JSON.parse(ended.stdout).runs).toMatchObject([{ n: 200, unscored: 0, score: unbroken }])
  // A kill costs each connection at most a reply that was not yet on the disk, and the request sent since.
  expect(answered - 600).toBeLessThanOrEqual(2 * KILLS * CONNECTIONS)
})

it('survives kill -9 with four runs under way: the same scores, and nothing asked twice but what was in flight', {
  timeout: 120_000,
}, async () => {
  let answered = 0
  const open = () =>
    fakeOpenAi(async ({ body }) => {
      await sleep(20)
      answered++
      return body.messages[0].content.length % 2 === 0 ? '#### 1' : 'I cannot say.'
    })
  const servers = [await open(), await open(), await open(), await open()]
  const models = servers.flatMap(({ url }, at) => ['--model', `m${at}=vllm/m${at}@${url}`])
  const args = ['run', 'wordproblems', '--limit', 'first:60', '--max-connections', String(CONNECTIONS), ...models]
  const cwd = await temporaryFolder()
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd,
    env: processEnvironment(cwd),
    stdio: 'ignore',
  })
  await expect
    .poll(() => Math.min(...servers.map(({ requests }) => requests.length)), { interval: 1, timeout: 60_000 })
    .toBeGreaterThanOrEqual(12)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const folders = readdirSync(join(cwd, 'evalkit-runs')).filter((name) => !name.startsWith('.'))
  expect(folders).toHaveLength(4)
  const ended = await evalkit([...args, '--resume', '--json'], { cwd })
  expect(ended.code).toBe(0)
  const elsewhere = await temporaryFolder()
  const scores = (json: string) => JSON.parse(json).runs.map(({ n, score }: { n: number; score: number }) => [n, score])
  const asked = answered
  expect(scores(ended.stdout)).toEqual(scores((await evalkit([...args, '--json'], { cwd: elsewhere })).stdout))
  expect(readdirSync(join(cwd, 'evalkit-runs'))).toHaveLength(4)
  // Each connection loses at most a reply that was not yet on the disk, and the request sent since.
  expect(asked - 240).toBeLessThanOrEqual(4 * 2 * CONNECTIONS)
})
