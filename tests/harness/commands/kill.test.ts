/** A run that is killed again and again loses nothing that was finished, and asks nothing finished again. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openRun } from '../../../results/store.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const LAUNCHER = fileURLToPath(new URL('../../../bin/evalkit.js', import.meta.url))
const KILLS = 6
const CONNECTIONS = 4

it('survives kill -9 at any moment', async () => {
  const answered: string[] = []
  const server = await fakeOpenAi(async ({ body }) => {
    await sleep(20)
    answered.push(body.messages[0].content)
    return '#### 1'
  })
  const cwd = await temporaryFolder()
  const args = ['run', 'wordproblems', '--max-connections', String(CONNECTIONS), '--model', `m=vllm/m@${server.url}`]
  let killedAt = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [LAUNCHER, ...args, ...(kill === 0 ? [] : ['--resume'])], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, XDG_CACHE_HOME: join(cwd, 'cache') },
      stdio: 'ignore',
    })
    killedAt += 15 + 3 * kill
    await expect.poll(() => answered.length, { interval: 1, timeout: 30_000 }).toBeGreaterThanOrEqual(killedAt)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const folders = readdirSync(join(cwd, 'evalkit-runs'))
    expect(folders).toHaveLength(1)
    const run = await openRun(join(cwd, 'evalkit-runs', folders[0] ?? ''))
    for await (const record of run.records()) expect(record.outcome.kind).toBe('scored')
  }
  const ended = await evalkit([...args, '--resume', '--json'], { cwd })
  expect(ended.code).toBe(0)
  expect(JSON.parse(ended.stdout).runs).toMatchObject([{ n: 200, unscored: 0 }])
  expect(new Set(answered).size).toBe(200)
  // What was under way at a kill is asked once more, and a reply that came and was not yet on the disk.
  expect(answered.length - 200).toBeLessThanOrEqual(KILLS * 2 * CONNECTIONS)
})
