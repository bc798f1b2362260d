/** What holds a program in the native engine: attacks that mean this engine, with how exactly they end. The others are in attacks.test.ts. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import type { ProgramOutcome } from '../../../sandboxes/sandbox.ts'
import { CANARY } from '../../../sandboxes/test-programs/attack.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { processesBelow } from '../../helpers/processes.ts'
import {
  BAD_BODY,
  body,
  GOOD_BODY,
  PATIENT_MS,
  python,
  pythonFunction,
  SHORT_MS,
} from '../../helpers/sandbox-programs.ts'

const RIGHT = 'return [2 * number for number in numbers]'
type Attack = readonly [name: string, lines: string, outcomes: readonly ProgramOutcome[]]

const missing = await nativeMissing()

let sandbox: NativeSandbox
beforeAll(async () => {
  if (missing !== undefined) return
  process.env[CANARY] = 'canary-7f3a'
  sandbox = await NativeSandbox.open(1)
})
afterAll(async () => {
  delete process.env[CANARY]
  await sandbox?.close()
})

const attack = (lines: string, wallMs = PATIENT_MS) => sandbox.run(python(body(lines), { limits: { wallMs } }))

/** What every attack must leave as it was. */
async function expectUnharmed(): Promise<void> {
  expect((await sandbox.run(python(GOOD_BODY))).outcome).toBe('passed')
  expect((await sandbox.run(python(BAD_BODY))).outcome).toBe('failed')
}

const HOST: readonly Attack[] = [
  ['H1 reads /etc/passwd', 'return open("/etc/passwd").read()', ['error']],
  ['H1 reads /etc/shadow', 'return open("/etc/shadow").read()', ['error']],
  ['H4 reads of the first process', 'return open("/proc/1/environ").read()', ['error']],
  ['H4 reads of itself', 'return open("/proc/self/maps").read()', ['error']],
  [
    'H4 mounts /proc',
    'import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nassert libc.mount(b"proc", b"/tmp", b"proc", 0, None) == 0',
    ['failed', 'error'],
  ],
  ['H5 connects', 'import socket\nsocket.create_connection(("127.0.0.1", 80), 1)', ['error']],
  ['H5 fetches', 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1/")', ['error']],
  ['H6 starts a process', 'import subprocess\nsubprocess.run(["/usr/bin/python3", "-V"])', ['error']],
  ['H6 calls a shell', 'import os\nassert os.system("true") == 0', ['error', 'failed']],
  ['H6 becomes another program', 'import os, sys\nos.execv(sys.executable, ["python3", "-c", "print(1)"])', ['error']],
  ['H7 forks', 'import os\nfor _ in range(64): os.fork()', ['error']],
  ['H9 starts a thread', 'import _thread\n_thread.start_new_thread(lambda: None, ())', ['error']],
  ['H10 kills its parent', 'import os\nos.kill(os.getppid(), 9)\nreturn 1', ['failed']],
  ['H10 kills the first process', 'import os\nos.kill(1, 9)\nreturn 1', ['failed']],
  ['H10 kills its group', 'import os\nos.kill(0, 9)', ['crashed']],
  ['H10 kills everything', 'import os\nos.kill(-1, 9)\nreturn 1', ['crashed', 'error', 'failed']],
  ['H10 ends its parent with a signal that is heard', 'import os, time\nos.kill(1, 15)\ntime.sleep(60)', ['crashed']],
  ['H10 traces its parent', 'import ctypes\nassert ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0', ['failed', 'error']],
  ['H11 writes to /usr', 'open("/usr/x", "w").write("x")', ['error']],
  ['H11 writes 1 GB', 'f = open("x", "wb")\nfor _ in range(1000): f.write(bytes(2**20))', ['error']],
  ['H11 writes 1 GB in many files', 'for i in range(1000): open(str(i), "wb").write(bytes(2**20))', ['error']],
  ['H13 reads address 0', 'import ctypes\nctypes.string_at(0)', ['crashed']],
  ['H13 writes any address', 'import ctypes\nctypes.memset(0, 255, 2**27)', ['crashed']],
  ['H14 leaves', 'import os\nos._exit(0)', ['crashed']],
  ['H14 aborts', 'import os\nos.abort()', ['crashed']],
  ['H14 kills itself', 'import os\nos.kill(os.getpid(), 9)', ['crashed']],
  ['makes a namespace', 'import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0', ['failed', 'error']],
  ['keeps memory that is not its own', 'import os\nos.memfd_create("x")', ['error']],
]

/** What a program may write to that is not its standard output: two pipes. */
const PIPES: readonly Attack[] = [
  [
    'F6 writes a verdict to every file',
    'import os\nfor fd in range(64):\n    try: os.write(fd, b"\\x00\\x00\\x00\\x01P")\n    except OSError: pass\nos._exit(0)',
    ['crashed', 'failed', 'error'],
  ],
  [
    'F6 writes a verdict and waits',
    'import os, time\nfor fd in range(64):\n    try: os.write(fd, b"\\x00\\x00\\x00\\x01P")\n    except OSError: pass\ntime.sleep(3600)',
    ['timeout', 'crashed', 'failed', 'error'],
  ],
  [
    'F6 says that its answer has no end',
    'import os\nfor fd in (3, 4):\n    try: os.write(fd, b"\\xff\\xff\\xff\\xff" + b"x" * 10**6)\n    except OSError: pass',
    ['crashed', 'timeout'],
  ],
  [
    'F6 says no text',
    'import os\nfor fd in (3, 4):\n    try: os.write(fd, b"\\x00\\x00\\x00\\x01\\xff")\n    except OSError: pass\nos._exit(0)',
    ['crashed'],
  ],
  ['F6 closes every file', 'import os\nos.closerange(0, 64)', ['crashed']],
]

describe.skipIf(missing !== undefined)(missing ?? 'the native engine', () => {
  describe.each([
    ['the host', HOST],
    ['the verdict', PIPES],
  ])('against %s', (_, attacks) => {
    it.each(attacks)('%s', async (_, lines, outcomes) => {
      const wallMs = outcomes.includes('timeout') ? SHORT_MS : PATIENT_MS
      const result = await attack(lines, wallMs)
      expect(outcomes, result.detail).toContain(result.outcome)
      expect(result.wallMs).toBeLessThan(wallMs + 5000)
      expect(result.detail.length).toBeLessThan(5000)
      await expectUnharmed()
    })
  })

  it('F6 is not passed by what a program says before its tests have run', async () => {
    const before =
      'import os\nfor fd in range(64):\n    try: os.write(fd, b"\\x00\\x00\\x00\\x01P")\n    except OSError: pass\n'
    const result = await sandbox.run(pythonFunction(`${before}def f(): pass\n`, 'assert f() == 1'))
    expect(result.outcome).toMatch(/crashed|failed|error/)
    await expectUnharmed()
  })

  it('H5 does not reach a server that listens on this machine', async () => {
    let visitors = 0
    const server = createServer(() => visitors++).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const calls = `import ctypes, os, struct
libc = ctypes.CDLL(None, use_errno=True)
fd = libc.socket(2, 1, 0)
address = struct.pack("=H", 2) + struct.pack(">H", ${port}) + bytes([127, 0, 0, 1]) + bytes(8)
assert libc.connect(fd, address, 16) == 0
return 1`
    expect((await attack(calls)).outcome).toMatch(/failed|error/)
    expect(visitors).toBe(0)
    server.close()
  })

  it('H7 contains 64 forks: none of them succeeds', async () => {
    const forks = `import os
refused = 0
for _ in range(64):
    try:
        if os.fork() == 0: os._exit(0)
    except BlockingIOError: refused += 1
print(refused)
return 1`
    expect((await attack(forks)).output).toMatch(/^64\n/)
    await expectUnharmed()
  })

  it('H8 leaves no process and no thread behind', async () => {
    await expectUnharmed()
    await setTimeout(1000) // until the processes for the next program wait for it
    const before = await processesBelow(process.pid)
    const orphan = `import _thread, ctypes, os, time
for start in (os.fork, lambda: _thread.start_new_thread(time.sleep, (3600,)), ctypes.CDLL(None).fork):
    try:
        if start() == 0: time.sleep(3600)
    except (OSError, RuntimeError): pass
${RIGHT}`
    expect((await attack(orphan)).outcome).toBe('passed')
    await expectUnharmed()
    await expect.poll(async () => (await processesBelow(process.pid)).length).toBeLessThanOrEqual(before.length)
  })

  it('T9 may leave a loop behind for the end', async () => {
    const lines =
      'import atexit\nclass D:\n    def __del__(self):\n        while True: pass\natexit.register(lambda: [0 for _ in iter(int, 1)])\nglobal d\nd = D()'
    expect((await attack(`${lines}\n${RIGHT}`, SHORT_MS)).outcome).toMatch(/passed|timeout/)
    await expectUnharmed()
  })

  it('T7 ends a program that hears no signal', async () => {
    const deaf = `import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 0)
while True: pass`
    expect((await attack(deaf, SHORT_MS)).outcome).toBe('timeout')
    await expectUnharmed()
  })

  it('M3 prints 1 GB, and is judged by what it returns', async () => {
    const result = await sandbox.run(
      python(body(`if len(numbers) == 3:\n    for _ in range(1000): print("x" * 10**6)\n${RIGHT}`), {
        limits: { wallMs: 60_000 },
      }),
    )
    expect(result).toMatchObject({ outcome: 'passed', outputCut: true })
    expect(result.output).toHaveLength(65_536)
    await expectUnharmed()
  })

  it('H2 and H3 see nothing of the host', async () => {
    const look = `import os, glob, ctypes
print(dict(os.environ), ctypes.c_char_p.in_dll(ctypes.CDLL(None), "program_invocation_name").value, os.getcwd())
print(sorted(os.listdir("/")), os.listdir("/tmp"), sorted(os.listdir("/dev")), [name for name in os.listdir("/usr") if name != "share"])
print(glob.glob("/usr/share/*"))
print(glob.glob("/**/*evalkit-*", recursive=True), glob.glob("/**/node_modules", recursive=True))
`
    const { output } = await attack(`${look}return 1`)
    const [environment, folders, shared, finds] = output.split('\n')
    expect(environment).toMatch(/^\{\} b'.*' \/tmp$/)
    expect(folders).not.toMatch(/home|root|etc|proc|sys|var|share/)
    expect(folders).toMatch(/'tmp'.* \[\] \['null', 'urandom', 'zero'\]/)
    expect(shared).toMatch(/^\[('\/usr\/share\/zoneinfo')?\]$/)
    expect(finds).toBe('[] []')
    expect(output).not.toContain('canary')
    await expectUnharmed()
  })

  it('H12 finds no file of the program before it', async () => {
    const writes = `import os
for path in ("/tmp/left", "/dev/left", "/dev/shm/left", "/left", "/usr/lib/left"):
    try: open(path, "w").write("x")
    except OSError: pass
return 1`
    const looks = `import glob, os
assert glob.glob("/**/left", recursive=True) == [] and os.listdir("/tmp") == []
${RIGHT}`
    await attack(writes)
    expect((await attack(looks)).outcome).toBe('passed')
  })

  it('F14 cannot poison the interpreter for the next', async () => {
    const poison =
      'import builtins, json, sys\nc = sys.modules["_evalkit_candidate"]\nc.call = c.load = lambda *a: "V" + "[\\"l\\",2,4,6]"\nbuiltins.left = json.left = 1\nsys.setrecursionlimit(50)\n'
    expect((await attack(`${poison}${RIGHT}`)).outcome).toBe('passed')
    const looks = 'import builtins, json\nassert not hasattr(builtins, "left") and not hasattr(json, "left")'
    expect((await attack(`${looks}\n${RIGHT}`)).outcome).toBe('passed')
    await expectUnharmed()
  })

  it('sees the tests of no program in its memory, its own or earlier ones', async () => {
    const search = `import gc, sys
secret = "candidate([-" + chr(49) + "])"
def texts():
    for o in gc.get_objects():
        if isinstance(o, dict): yield from (v for v in list(o.values()) if type(v) in (str, bytes))
        elif isinstance(o, (list, tuple)): yield from (v for v in list(o) if type(v) in (str, bytes))
print(len([1 for t in texts() if secret in (t if type(t) is str else t.decode(errors="ignore"))]))
`
    await sandbox.run(python(GOOD_BODY))
    const { output } = await attack(`${search}return 1`)
    expect(output).toMatch(/^0\n/)
  })

  it('draws the same random numbers, and hashes alike, in every run', async () => {
    const draws = 'import random\nprint(random.random(), hash("x"), {"a", "b", "c"})\nreturn 1'
    const other = await NativeSandbox.open(1)
    const outputs = [await attack(draws), await other.run(python(body(draws)))].map(({ output }) => output)
    await other.close()
    expect(outputs[0]).toBe(outputs[1])
  })

  it('answers a test that hides what happened', async () => {
    const tests = 'try:\n    f() == 1\nexcept BaseException:\n    pass'
    const outcome = async (source: string, wallMs = PATIENT_MS) =>
      (await sandbox.run(pythonFunction(`def f():\n    ${source}\n`, tests, { limits: { wallMs } }))).outcome
    expect(await outcome('while True: pass', SHORT_MS)).toBe('timeout')
    const equal = 'return type("E", (), {"__eq__": lambda self, other: True})()'
    expect(await outcome(equal)).toBe('unencodable')
    expect(await outcome('import os; os._exit(0)')).toBe('crashed')
  })

  it('counts the time that a program had the processor', async () => {
    const sleeping = await attack('import time\ntime.sleep(3600)', SHORT_MS)
    expect(sleeping.cpuMs).toBeLessThan(SHORT_MS / 2)
    const busy = await sandbox.run(
      python(body('import time\nwhile time.process_time() < 0.5: pass'), { limits: { wallMs: 30_000 } }),
    )
    expect(busy.cpuMs).toBeGreaterThan(400)
  })
})
