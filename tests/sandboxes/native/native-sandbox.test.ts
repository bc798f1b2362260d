/** The parent's side: what it refuses, and what is left when all is over. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SandboxError, UsageError } from '../../../results/errors.ts'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { findPython } from '../../../sandboxes/native/host-python.ts'
import { NativeSandbox, PROBE } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { processesBelow } from '../../helpers/processes.ts'
import { GOOD_JAVASCRIPT, javascript, python, SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const missing = await nativeMissing()
const onLinux = process.platform === 'linux'

describe.skipIf(!onLinux)('is refused in one sentence with the next step, on Linux, where', () => {
  it('there is no python3', async () => {
    await path({ bwrap: 'echo bubblewrap 0.8.0' })
    const opening = NativeSandbox.open(1)
    await expect(opening).rejects.toThrow(UsageError)
    await expect(opening).rejects.toMatchObject({
      message: '--sandbox native: needs python3 3.9 or newer, which is not on the PATH',
      hint: 'Install it, as in "apt-get install python3". Use the default engine: --sandbox isolate',
    })
  })

  it('there is no bubblewrap', async () => {
    await path({ python3: fakePython })
    await expect(NativeSandbox.open(1)).rejects.toMatchObject({
      message: '--sandbox native: needs bubblewrap, whose bwrap is not on the PATH',
      hint: 'Install it, as in "apt-get install bubblewrap". Use the default engine: --sandbox isolate',
    })
  })

  it('python3 does not run', async () => {
    await path({ python3: 'echo broken >&2; exit 1', bwrap: 'echo bubblewrap 0.8.0' })
    await expect(NativeSandbox.open(1)).rejects.toThrow(/needs python3 3.9 or newer, which does not run: .*broken/)
  })

  it('python3 is too old', async () => {
    await path({ python3: fakePython.replace('3.11.2', '3.8.18'), bwrap: 'echo bubblewrap 0.8.0' })
    await expect(NativeSandbox.open(1)).rejects.toThrow(/which does not run: found 3\.8\.18/)
  })

  it('namespaces are switched off', async () => {
    const refusal = 'bwrap: No permissions to create new namespace'
    await path({
      python3: fakePython,
      bwrap: `if [ "$1" = --version ]; then echo bubblewrap 0.8.0; else echo "${refusal}" >&2; exit 1; fi`,
    })
    const opening = NativeSandbox.open(1)
    await expect(opening).rejects.toThrow(UsageError)
    await expect(opening).rejects.toThrow(/does not start here: .*No permissions to create new namespace/)
    await expect(opening).rejects.toMatchObject({ hint: expect.stringMatching(/user namespaces.*--sandbox isolate/) })
  })

  it('nothing is shut in', async () => {
    await path({
      python3: fakePython,
      // Answers as a worker does, and says that the probe met what it must not meet.
      bwrap: `if [ "$1" = --version ]; then echo bubblewrap 0.8.0; exit; fi
read -r request
id=\${request#*'"id":"'}; id=\${id%%'"'*}
echo '{"kind":"started","id":"'$id'"}'
echo '{"kind":"finished","id":"'$id'","result":{"outcome":"failed","detail":"AssertionError: the network is there","output":"","outputCut":false,"wallMs":1,"cpuMs":1}}'
read -r more`,
    })
    await expect(NativeSandbox.open(1)).rejects.toThrow(
      '--sandbox native: does not shut programs in here: failed AssertionError: the network is there',
    )
  })
})

it('has a probe that does not pass elsewhere', async () => {
  const isolate = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
  onTestFinished(() => isolate.close())
  const { outcome, detail } = await isolate.run(PROBE)
  expect(outcome).toBe('failed')
  expect(detail).toMatch(/there is no process namespace/)
})

describe.skipIf(missing !== undefined)(missing ?? 'the native engine', () => {
  it('says what it is', async () => {
    const sandbox = await open()
    expect(sandbox.engine).toEqual({
      name: 'native',
      versions: { python: expect.stringMatching(/^3\.\d+\.\d+$/), bubblewrap: expect.stringMatching(/^\d+\.\d+/) },
    })
  })

  it('runs the Python that it names', async () => {
    const sandbox = await open()
    const [major, minor, patch] = sandbox.engine.versions.python?.split('.') ?? []
    const asks = `    import sys\n    assert sys.version_info[:3] == (${major}, ${minor}, ${patch})\n    return [2 * n for n in numbers]\n`
    expect((await sandbox.run(python(asks))).outcome).toBe('passed')
  })

  it('runs no JavaScript', async () => {
    const running = (await open()).run(javascript(GOOD_JAVASCRIPT))
    await expect(running).rejects.toThrow(SandboxError)
    await expect(running).rejects.toThrow('the native sandbox runs Python, and no javascript')
  })

  it('gives up what is under way when it is closed', async () => {
    const sandbox = await open()
    const running = sandbox.run(python('    while True: pass\n'))
    setTimeout(() => sandbox.close(), 300)
    await expect(running).rejects.toThrow(SandboxError)
  })

  it.each(['exit', 'SIGINT', 'SIGKILL'] as const)('leaves no process behind when its own ends by %s', async (end) => {
    const script = `
      import { NativeSandbox } from ${JSON.stringify(new URL('../../../sandboxes/native/native-sandbox.ts', import.meta.url).href)}
      const sandbox = await NativeSandbox.open(2)
      for (const _ of [1, 2]) sandbox.run(${JSON.stringify(python('    while True: pass\n'))}).catch(() => undefined)
      setTimeout(() => console.log('running'), 500)
      if (process.argv.at(-1) === 'exit') setTimeout(() => process.exit(0), 1500)`
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script, end], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(parent, 'exit')
    await once(parent.stdout, 'data')
    const children = await processesBelow(parent.pid as number)
    expect(children.length).toBeGreaterThanOrEqual(10) // two workers: bwrap twice, the template, the watcher, a program and its tests
    if (end !== 'exit') parent.kill(end)
    await ended
    await expect.poll(() => stillThere(children), { timeout: 10_000, interval: 50 }).toEqual([])
  })
})

async function open(): Promise<NativeSandbox> {
  const sandbox = await NativeSandbox.open(1)
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** What `findPython` is told by one that is nowhere. */
const fakePython = `echo '{"executable": "/nowhere/python3", "version": "3.11.2", "folders": []}'`

/** For the test, a PATH with these shell scripts alone. */
async function path(scripts: Readonly<Record<string, string>>): Promise<void> {
  const before = process.env.PATH
  const folder = await temporaryFolder()
  await chmod(folder, 0o755)
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  process.env.PATH = folder
  onTestFinished(() => {
    process.env.PATH = before
  })
}

const stillThere = (pids: readonly number[]) => pids.filter(isThere)

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it.skipIf(missing !== undefined)('finds the Python behind a link, and its folders', async () => {
  const real = await findPython(undefined)
  const folder = await temporaryFolder()
  await symlink(real.executable, join(folder, 'python3'))
  const before = process.env.PATH
  process.env.PATH = `${folder}${delimiter}${before}`
  onTestFinished(() => {
    process.env.PATH = before
  })
  expect(await findPython(undefined)).toEqual(real)
  expect(real.folders).not.toContain(folder)
})
