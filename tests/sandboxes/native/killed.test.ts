/** Processes of the native engine that somebody else kills while a program runs. */
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SandboxError } from '../../../results/errors.ts'
import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { processesBelow } from '../../helpers/processes.ts'
import { body, python } from '../../helpers/sandbox-programs.ts'

const missing = await nativeMissing()
const SLEEPS = python(
  body('import time\nif len(numbers) == 3: time.sleep(2)\nreturn [2 * number for number in numbers]'),
)

let sandbox: NativeSandbox
/** Of earlier test files: the esbuild that builds pages stays. */
let others: readonly number[]
beforeAll(async () => {
  others = await processesBelow(process.pid)
  if (missing === undefined) sandbox = await NativeSandbox.open(1)
})
afterAll(() => sandbox?.close())

/** What one worker consists of while a program runs, in the order in which they start. */
const PROCESSES = [
  'bubblewrap',
  'its first process',
  'the template',
  'the watcher',
  'the tests',
  'the first process of the program’s namespace',
  'the program',
]

/** While the program sleeps: the processes are there before it is known, so they are given time to begin. */
async function killSoon(name: string): Promise<void> {
  let found: number[] = []
  const count = async () => {
    found = (await processesBelow(process.pid)).filter((pid) => !others.includes(pid))
    return found.length
  }
  await expect.poll(count, { timeout: 30_000 }).toBe(PROCESSES.length)
  await setTimeout(300)
  process.kill(found.sort((a, b) => a - b)[PROCESSES.indexOf(name)] as number, 'SIGKILL')
  await setTimeout(100)
}

describe.skipIf(missing !== undefined)(missing ?? 'killed from outside', () => {
  it.each(['the watcher', 'the tests', 'the program'])('%s: the program runs again', async (name) => {
    const running = sandbox.run(SLEEPS)
    await killSoon(name)
    expect(await running).toMatchObject({ outcome: 'passed' })
  })

  it('twice, the program has no verdict', async () => {
    const running = sandbox.run(SLEEPS)
    const rejected = expect(running).rejects.toMatchObject({
      constructor: SandboxError,
      message: 'a python program was killed from outside, twice: the process of the program was killed',
      hint: expect.stringMatching(/dmesg|ran out of memory/),
    })
    await killSoon('the program')
    await killSoon('the program')
    await rejected
  })

  it.each([
    ['kill', 'os.kill(os.getpid(), 9)'],
    ['a thread’s kill', 'libc.syscall(234 if x86 else 131, os.getpid(), os.getpid(), 9)'],
    ['a queued signal', 'libc.sigqueue(os.getpid(), 9, None)'],
    ['a timer', 'libc.timer_create(0, bytes(8) + b"\\x09" + bytes(55), ctypes.create_string_buffer(8))\ntime.sleep(1)'],
    ['a limit of CPU time', 'resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass'],
    ['a file’s signal', 'fcntl.fcntl(4, 10, 9)'],
    ['the death of its parent', 'libc.prctl(1, 9)\nos.kill(1, 15)\ntime.sleep(1)'],
  ])('is not what a program makes of itself by %s', async (_, lines) => {
    const imports =
      'import ctypes, fcntl, os, resource, time\nlibc = ctypes.CDLL(None)\nx86 = os.uname().machine == "x86_64"'
    const result = await sandbox.run(python(body(`${imports}\n${lines}\nreturn 1`), { limits: { wallMs: 3000 } }))
    expect(result.outcome).toMatch(/crashed|failed|error/)
  })
})
