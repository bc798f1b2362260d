/** Real processes, checked through /proc. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startGuarded } from '../../../../harness/models/serve/guarded-process.ts'
import { processesWith } from '../../../helpers/processes.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const onLinux = describe.skipIf(process.platform !== 'linux')

/** A number of seconds that no other process sleeps. */
const unique = () => String(600 + Math.random())

async function until(isSo: () => Promise<boolean> | boolean, withinMs = 40_000): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if (await isSo()) return true
    await sleep(20)
  }
  return false
}

const isGone = (...words: string[]) => until(async () => (await processesWith(...words)).length === 0)

/** A server with a worker in its group, and one that left it. */
const shell = (first: string, second: string, before = '') => ({
  file: 'sh',
  arguments: ['-c', `${before} echo hello; sleep ${first} & setsid sleep ${second} & wait; wait`],
  environment: { PATH: process.env.PATH },
})

onLinux('a server', () => {
  it('is stopped with all processes it started, those that left its group included', async () => {
    const [first, second, log] = [unique(), unique(), join(await temporaryFolder(), 'log')]
    const server = startGuarded(shell(first, second), log)
    expect(await until(async () => (await processesWith('sleep', second)).length === 1)).toBe(true)
    expect(server.pid()).toBeGreaterThan(0)
    await server.stop()
    expect([...(await processesWith('sleep', first)), ...(await processesWith('sleep', second))]).toEqual([])
    expect(await server.ended).toMatchObject({ kind: 'exited', signal: 'SIGTERM' })
    expect(readFileSync(log, 'utf8')).toBe('hello\n')
  })

  it('is killed where it ignores SIGTERM', async () => {
    const [first, second, log] = [unique(), unique(), join(await temporaryFolder(), 'log')]
    const server = startGuarded(shell(first, second, 'trap "" TERM;'), log, 200)
    expect(await until(async () => (await processesWith('sleep', second)).length === 1)).toBe(true)
    await server.stop()
    expect([...(await processesWith('sleep', first)), ...(await processesWith('sleep', second))]).toEqual([])
    expect(await server.ended).toMatchObject({ kind: 'exited', signal: 'SIGKILL' })
  })

  it('is stopped with a process that left its group and cleared its environment, also where that outlives its parent', async () => {
    const [first, second, log] = [unique(), unique(), join(await temporaryFolder(), 'log')]
    const hidden = `env -i setsid sh -c 'trap "" TERM; sleep ${second}; :'`
    const server = startGuarded({ ...shell(first, first), arguments: ['-c', `${hidden} & sleep ${first}`] }, log, 300)
    expect(await until(async () => (await processesWith('sleep', second)).length === 1)).toBe(true)
    await server.stop()
    expect([...(await processesWith('sleep', first)), ...(await processesWith('sleep', second))]).toEqual([])
  })

  it('that ends by itself leaves no worker behind', async () => {
    const [first, log] = [unique(), join(await temporaryFolder(), 'log')]
    const command = { ...shell(first, first), arguments: ['-c', `sleep ${first} & exit 3`] }
    const server = startGuarded(command, log)
    expect(await server.ended).toEqual({ kind: 'exited', code: 3, signal: null })
    expect(await isGone('sleep', first)).toBe(true)
    await server.stop()
  })

  it('dies with its guard', async () => {
    const [first, second, log] = [unique(), unique(), join(await temporaryFolder(), 'log')]
    const server = startGuarded(shell(first, second), log)
    expect(await until(async () => (await processesWith('sleep', second)).length === 1)).toBe(true)
    const stat = readFileSync(`/proc/${server.pid()}/stat`, 'utf8')
    process.kill(Number(stat.split(') ')[1]?.split(' ')[1]), 'SIGKILL')
    expect(await server.ended).toEqual({ kind: 'unguarded' })
    expect(await isGone('sleep', first)).toBe(true)
    expect(await isGone('sleep', second)).toBe(true)
  })

  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)(
    'ends when %s ends the process that started it',
    async (signal) => {
      const [first, second, log] = [unique(), unique(), join(await temporaryFolder(), 'log')]
      const module = fileURLToPath(new URL('../../../../harness/models/serve/guarded-process.ts', import.meta.url))
      const program = `import { startGuarded } from ${JSON.stringify(module)}
      startGuarded(${JSON.stringify(shell(first, second))}, ${JSON.stringify(log)})
      setInterval(() => {}, 1000)`
      const starter = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
      expect(await until(async () => (await processesWith('sleep', second)).length === 1)).toBe(true)
      starter.kill(signal)
      await once(starter, 'exit')
      expect(await isGone('sleep', first)).toBe(true)
      expect(await isGone('sleep', second)).toBe(true)
    },
  )
})

it('a program that is not there is no server', async () => {
  const command = { file: join(await temporaryFolder(), 'nothing'), arguments: [], environment: {} }
  const server = startGuarded(command, join(await temporaryFolder(), 'log'))
  expect(await server.ended).toMatchObject({ kind: 'failed', code: 'ENOENT' })
  await server.stop()
})
