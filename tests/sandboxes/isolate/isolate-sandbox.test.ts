/** The parent's side: workers that die, lie or hang, and what is left when all is over. */
import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SandboxError } from '../../../results/errors.ts'
import { IsolateSandbox, type IsolateSandboxOptions } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { readSnapshot, snapshotPath } from '../../../sandboxes/isolate/snapshot-file.ts'
import { processesBelow, processesWith } from '../../helpers/processes.ts'
import {
  GOOD_BODY,
  GOOD_JAVASCRIPT,
  javascript,
  python,
  SANDBOX_CACHE,
  SHORT_MS,
} from '../../helpers/sandbox-programs.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const HOSTILE = fileURLToPath(new URL('./hostile-worker.js', import.meta.url))

function open(options: Partial<IsolateSandboxOptions> = {}): IsolateSandbox {
  const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1, ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}

describe('a worker that cannot be trusted', () => {
  it.each([
    ['stale-id', /not asked for/],
    ['nonsense', /not asked for/],
    ['other-shape', /not asked for/],
    ['endless-line', /not asked for/],
    ['dies', /died \(SIGSEGV\)/],
  ])('is killed, and its program has crashed: %s', async (behaviour, detail) => {
    const result = await open({ workerCommand: [HOSTILE, behaviour] }).run(python(GOOD_BODY))
    expect(result).toMatchObject({ outcome: 'crashed', detail: expect.stringMatching(detail) })
  })

  it('gains nothing by answering twice', async () => {
    const sandbox = open({ workerCommand: [HOSTILE, 'twice'] })
    expect((await sandbox.run(python(GOOD_BODY))).outcome).toBe('failed')
    expect((await sandbox.run(python(GOOD_BODY))).outcome).toMatch(/failed|crashed/)
  })

  it('is killed a second after the program’s time when it says nothing', async () => {
    const result = await open({ workerCommand: [HOSTILE, 'silent'] }).run(
      python(GOOD_BODY, { limits: { wallMs: 200 } }),
    )
    expect(result.outcome).toBe('timeout')
    expect(result.wallMs).toBeGreaterThan(1000)
    expect(result.wallMs).toBeLessThan(10_000)
  })

  it.runIf(process.platform === 'linux')('is asked for the CPU time of a program that it was killed for', async () => {
    const endless = javascript('let x = 3n; for (;;) x *= x\n}', { limits: { wallMs: SHORT_MS } })
    const result = await open().run(endless)
    expect(result).toMatchObject({ outcome: 'timeout', detail: 'out of time, and not to be interrupted' })
    expect(result.cpuMs).toBeGreaterThan(0)
  })
})

it.each([
  ['no-start', /worker ended \(1\)/],
  ['interrupted', /worker ended \(SIGINT\)/],
  ['broken', /no engine here/],
  ['unasked', /not run/],
])('is the sandbox’s own fault when no worker gets to the program: %s', async (behaviour, message) => {
  const running = open({ workerCommand: [HOSTILE, behaviour] }).run(python(GOOD_BODY))
  await expect(running).rejects.toThrow(SandboxError)
  await expect(running).rejects.toThrow(message)
})

describe('a worker that somebody else kills', () => {
  it.runIf(process.platform === 'linux')('costs its program nothing: it runs again', async () => {
    const others = await processesBelow(process.pid) // of earlier test files: the esbuild that builds pages stays
    const sandbox = open()
    await sandbox.run(javascript(GOOD_JAVASCRIPT))
    const running = sandbox.run(
      javascript('const end = Date.now() + 600; while (Date.now() < end);\nreturn numbers.map((n) => 2 * n)\n}'),
    )
    await setTimeout(300)
    const worker = (await processesBelow(process.pid)).find((pid) => !others.includes(pid))
    process.kill(worker as number, 'SIGKILL')
    expect(await running).toMatchObject({ outcome: 'passed' })
  })

  it('twice leaves the program without a verdict', async () => {
    const running = open({ workerCommand: [HOSTILE, 'killed'] }).run(python(GOOD_BODY))
    await expect(running).rejects.toThrow(SandboxError)
    await expect(running).rejects.toMatchObject({
      message: 'a python program was killed from outside, twice: its worker ended (SIGKILL)',
      hint: expect.stringMatching(/dmesg|ran out of memory/),
    })
  })
})

it('names who ends workers before they start, and no missing package', async () => {
  const running = open({ workerCommand: [HOSTILE, 'killed-at-start'] }).run(python(GOOD_BODY))
  await expect(running).rejects.toMatchObject({
    constructor: SandboxError,
    message: expect.stringMatching(/its worker ended \(SIGKILL\)/),
    hint: expect.stringMatching(/dmesg|ran out of memory/),
  })
})

it('gives up what is under way when it is closed', async () => {
  const sandbox = open()
  const running = sandbox.run(javascript('for (;;);\n}', { limits: { wallMs: 10_000 } }))
  const waiting = sandbox.run(javascript(GOOD_JAVASCRIPT))
  globalThis.setTimeout(() => sandbox.close(), 300)
  await expect(running).rejects.toThrow(SandboxError)
  await expect(waiting).rejects.toThrow(SandboxError)
})

describe('the snapshot', () => {
  it('is made anew when it is not what was written', async () => {
    await open().run(python(GOOD_BODY)) // makes one, where there is none yet
    const cacheFolder = await temporaryFolder()
    const path = snapshotPath(cacheFolder)
    const damaged = await readFile(snapshotPath(SANDBOX_CACHE))
    damaged[5_000_000] = (damaged[5_000_000] ?? 0) ^ 1
    await writeFile(path, damaged)
    expect(readSnapshot(path)).toBeUndefined()
    const said: string[] = []
    const sandbox = open({ cacheFolder, notify: (sentence) => said.push(sentence) })
    expect((await sandbox.run(python(GOOD_BODY))).outcome).toBe('passed')
    expect(said).toEqual([`${path} was damaged or changed by somebody: Python was prepared again.`])
    expect((await readdir(cacheFolder)).sort()).toEqual(['code', basename(path)])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(readSnapshot(path)).toBeDefined()
  })

  it('is not read where others could have written it, or where it is of other inputs', async () => {
    const cacheFolder = await temporaryFolder()
    const path = snapshotPath(cacheFolder)
    const sound = await readFile(snapshotPath(SANDBOX_CACHE))
    await writeFile(path, sound, { mode: 0o600 })
    expect(readSnapshot(path)).toBeDefined()
    await chmod(path, 0o666)
    expect(readSnapshot(path)).toBeUndefined()
    await chmod(path, 0o600)
    // Whoever writes another snapshot can write its digest, too, but not that of the inputs, which this process has from its own files.
    const content = sound.subarray(0, -32)
    await writeFile(path, Buffer.concat([content, hash('sha256', content, 'buffer')]))
    expect(readSnapshot(path)).toBeUndefined()
  })

  it('is done without in a folder that others can write, with a word', async () => {
    const cacheFolder = await temporaryFolder()
    await chmod(cacheFolder, 0o777)
    const said: string[] = []
    const sandbox = open({ cacheFolder, workers: 1, notify: (sentence) => said.push(sentence) })
    expect((await sandbox.run(javascript(GOOD_JAVASCRIPT))).outcome).toBe('passed')
    expect(said).toEqual([
      expect.stringContaining('can be written by everybody: the sandbox prepares Python without it'),
    ])
  })

  it('is made once, with a word to the user', async () => {
    const cacheFolder = await temporaryFolder()
    const said: string[] = []
    const sandbox = open({ cacheFolder, workers: 2, notify: (sentence) => said.push(sentence) })
    const results = await Promise.all([sandbox.run(python(GOOD_BODY)), sandbox.run(python(GOOD_BODY))])
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed'])
    expect(said).toEqual(['Preparing Python for the sandbox, once: this takes some seconds.'])
  })
})

it.skipIf(process.platform !== 'linux')('leaves no process behind, however its own ends', async () => {
  const folder = await temporaryFolder()
  await copyFile(snapshotPath(SANDBOX_CACHE), join(folder, snapshotPath('')))
  const program = JSON.stringify(javascript('for (;;);\n}', { limits: { wallMs: 3000 } }))
  const script = `
    import { IsolateSandbox } from ${JSON.stringify(new URL('../../../sandboxes/isolate/isolate-sandbox.ts', import.meta.url).href)}
    const sandbox = new IsolateSandbox({ cacheFolder: ${JSON.stringify(folder)}, workers: 2 })
    for (const _ of [1, 2]) sandbox.run(${program}).catch(() => undefined)
    process.stdin.on('data', () => process.exit(0))`
  for (const end of ['exit', 'SIGINT', 'SIGKILL'] as const) {
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    await expect.poll(async () => (await processesWith(folder)).length, { timeout: 30_000 }).toBe(2)
    if (end === 'exit') parent.stdin.write('\n')
    else parent.kill(end)
    await once(parent, 'exit')
    // A program under way is first let run into its limit: nobody was left to kill its worker.
    await expect.poll(() => processesWith(folder), { timeout: 30_000, interval: 100 }).toEqual([])
  }
})
