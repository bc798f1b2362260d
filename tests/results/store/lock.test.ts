import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { lockFolder } from '../../../results/store/lock.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const MODULE = fileURLToPath(new URL('../../../results/store/lock.ts', import.meta.url))
const dead = { pid: 2 ** 22 - 1, host: '', since: '2026-11-22T22:00:00Z' }

/** Its own host's, as it would stand there after a kill. */
async function leaveStale(folder: string): Promise<void> {
  const lock = await lockFolder(folder)
  const path = join(folder, 'lock.json')
  const mine = JSON.parse(await readFile(path, 'utf8'))
  await lock.release()
  await writeFile(path, JSON.stringify({ ...mine, ...dead, host: mine.host }))
}

/** Takes the lock, holds it a moment, and counts how many others did so at the same time. */
const WORKER = `
  import { lockFolder } from ${JSON.stringify(MODULE)}
  import { readdirSync, rmSync, writeFileSync } from 'node:fs'
  const folder = process.argv[1]
  process.stdin.once('data', async () => {
    const lock = await lockFolder(folder).catch((error) => console.log(error.name))
    if (!lock) return process.exit()
    const mark = folder + '/held-' + process.pid
    writeFileSync(mark, '')
    let most = 0
    for (let i = 0; i < 30; i++) {
      most = Math.max(most, readdirSync(folder).filter((name) => name.startsWith('held-')).length)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    rmSync(mark)
    console.log('held with ' + most)
    await lock.release()
    process.exit()
  })
  console.log('ready')
`

it('a stale lock is taken over by one of many that want it at once', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  await leaveStale(folder)
  const workers = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', WORKER, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const said: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(...text.trim().split('\n')))
    return { child, said, ended: once(child, 'close') }
  })
  await expect.poll(() => workers.every(({ said }) => said.includes('ready')), { timeout: 60_000 }).toBe(true)
  for (const { child } of workers) child.stdin.write('go\n')
  await Promise.all(workers.map(({ ended }) => ended))
  const said = workers.map((worker) => worker.said.at(-1))
  const held = said.filter((word) => word?.startsWith('held'))
  expect(held.length).toBeGreaterThanOrEqual(1)
  expect(said.every((word) => word === 'held with 1' || word === 'StoreError')).toBe(true)
  expect(await readdir(folder)).toEqual([])
})

it('one in this process as well', async () => {
  const folder = await temporaryFolder()
  await leaveStale(folder)
  const tried = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)))
  const taken = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(taken).toHaveLength(1)
  expect(taken[0]?.takenOverFrom?.pid).toBe(dead.pid)
  await taken[0]?.release()
  expect(await readdir(folder)).toEqual([])
})

it('a lock that a crash has torn is taken over, and what a crash left of a claim is cleared away', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'lock.json'), '{"pid": 1')
  await writeFile(join(folder, 'lock.00ff.json'), '')
  await utimes(join(folder, 'lock.00ff.json'), 1, 1)
  const lock = await lockFolder(folder)
  expect(await readdir(folder)).toEqual(['lock.json'])
  await lock.release()
})

it('lets go of its own lock alone', async () => {
  const folder = await temporaryFolder()
  const lock = await lockFolder(folder)
  await writeFile(join(folder, 'lock.json'), '{"pid": 1, "host": "elsewhere"}')
  await lock.release()
  expect(await readdir(folder)).toEqual(['lock.json'])
})
