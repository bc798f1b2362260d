/** Hostile Python, by the numbers of the project's attack list. None passes, and none harms the next program. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import type { ProgramOutcome, ProgramResult } from '../../../sandboxes/sandbox.ts'
import {
  BAD_BODY,
  body,
  GOOD_BODY,
  PATIENT_MS,
  python,
  pythonFunction,
  SANDBOX_CACHE,
  SHORT_MS,
} from '../../helpers/sandbox-programs.ts'

const RIGHT = 'return [2 * number for number in numbers]'

let sandbox: IsolateSandbox
beforeAll(() => {
  process.env.EVALKIT_CANARY_KEY = 'canary-7f3a'
  sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
})
afterAll(async () => {
  delete process.env.EVALKIT_CANARY_KEY
  await sandbox.close()
})

const attack = (lines: string, wallMs = PATIENT_MS) => sandbox.run(python(body(lines), { limits: { wallMs } }))

/** What every attack must leave as it was. */
async function expectUnharmed(): Promise<void> {
  expect((await sandbox.run(python(GOOD_BODY))).outcome).toBe('passed')
  expect((await sandbox.run(python(BAD_BODY))).outcome).toBe('failed')
}

type Attack = readonly [name: string, lines: string, outcomes: readonly ProgramOutcome[]]

const TIME: readonly Attack[] = [
  ['T1 loops', 'while True: pass', ['timeout']],
  [
    'T2 loops, catching everything',
    'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
    ['timeout'],
  ],
  ['T3 computes one huge number', 'return 9**9**9', ['timeout', 'memory']],
  ['T4 writes out a huge number', 'return len(str(10**(10**8)))', ['timeout', 'error', 'memory']],
  ['T5 matches for ever', 'import re\nre.match(r"(a+)+$", "a" * 40 + "b")', ['timeout']],
  ['T6 sleeps', 'import time\ntime.sleep(3600)', ['timeout']],
  [
    'T7 handles signals',
    'import signal\nsignal.signal(signal.SIGINT, lambda *a: None)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass',
    ['timeout', 'error'],
  ],
  [
    'T8 hangs at the second call',
    'import builtins\nif hasattr(builtins, "seen"):\n    while True: pass\nbuiltins.seen = 1\nreturn [2 * number for number in numbers]',
    ['timeout'],
  ],
]

const MEMORY: readonly Attack[] = [
  ['M1 appends for ever', 'kept = []\nwhile True: kept.append(bytearray(10**7))', ['memory', 'error']],
  ['M2 allocates once', 'return bytearray(3 * 2**30)', ['memory', 'error']],
  ['M4 recurses', 'def f(): return f()\nreturn f()', ['error']],
  [
    'M5 recurses without a limit',
    'import sys\nsys.setrecursionlimit(10**9)\ndef f(): return [f() for _ in (1,)]\nreturn f()',
    ['error', 'crashed', 'memory', 'timeout'],
  ],
  ['M6 shows a deep list', 'x = []\nfor _ in range(10**6): x = [x]\nreturn repr(x)', ['error', 'crashed', 'memory']],
  ['M7 returns 100 MB', 'return "x" * 10**8', ['unencodable', 'memory']],
  ['M7 returns what is deep', 'x = []\nfor _ in range(10**5): x = [x]\nreturn x', ['unencodable', 'memory']],
  ['M7 returns what holds itself', 'x = []\nx.append(x)\nreturn x', ['unencodable']],
  ['M8 raises 100 MB', 'raise ValueError("x" * 10**8)', ['error', 'memory']],
  [
    'M8 raises what loops',
    'class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()',
    ['error'],
  ],
  ['M8 raises what raises', 'class E(Exception):\n    def __str__(self): raise self\nraise E()', ['error']],
]

const HOST: readonly Attack[] = [
  ['H1 reads /etc/passwd', 'return open("/etc/passwd").read()', ['error']],
  ['H1 reads /etc/shadow', 'return open("/etc/shadow").read()', ['error']],
  ['H4 reads /proc', 'return open("/proc/1/environ").read()', ['error']],
  ['H5 connects', 'import socket\nsocket.create_connection(("127.0.0.1", 80), 1)', ['error', 'crashed']],
  ['H5 fetches', 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1/")', ['error', 'crashed']],
  ['H6 starts a process', 'import subprocess\nsubprocess.run(["ls"])', ['error', 'crashed']],
  ['H6 calls a shell', 'import os\nassert os.system("ls") == 0', ['error', 'crashed']],
  ['H7 forks', 'import os\nfor _ in range(64): os.fork()', ['error', 'crashed']],
  [
    'H9 starts a thread',
    'import threading\nt = threading.Thread(target=lambda: None)\nt.start()',
    ['error', 'crashed'],
  ],
  ['H10 kills its parent', 'import os\nos.kill(os.getppid(), 9)', ['error', 'crashed', 'failed']],
  ['H11 writes', 'open("/usr/x", "w").write("x")\nopen("x", "w").write("x" * 10**6)\nreturn 1', ['error', 'failed']],
  [
    'H13 reads and writes any address',
    'import ctypes\nctypes.memset(0, 255, 2**27)\nreturn 1',
    ['error', 'crashed', 'failed'],
  ],
  ['H14 leaves', 'import os\nos._exit(0)', ['crashed', 'error']],
  ['H14 aborts', 'import os\nos.abort()', ['crashed', 'error']],
  ['H14 kills itself', 'import os\nos.kill(os.getpid(), 9)', ['crashed', 'error', 'failed']],
]

const EQUAL_TO_ALL = `class E:
    def __eq__(self, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __ne__ = __eq__
    def __hash__(self): return 0
    def __abs__(self): return 0`

const FAKING: readonly Attack[] = [
  ['F1 exits', 'import sys\nsys.exit(0)', ['error']],
  [
    'F3 walks up the frames',
    `import sys, os
frame = sys._getframe()
while frame:
    for name, value in {**frame.f_globals, **frame.f_locals}.items():
        if isinstance(value, list): value.append("passed")
    frame = frame.f_back
os._exit(0)`,
    ['crashed', 'error', 'unencodable'],
  ],
  ['F4 returns what equals everything', `${EQUAL_TO_ALL}\nreturn E()`, ['unencodable']],
  [
    'F5 replaces the check',
    `import sys, builtins
builtins.abs = lambda x: 0
builtins.AssertionError = Warning
frame = sys._getframe()
while frame:
    frame.f_globals["check"] = lambda *a: None
    frame = frame.f_back`,
    ['failed', 'error'],
  ],
  [
    'F6 writes success everywhere',
    `import os
print("P"); print("passed")
for fd in list(range(1, 30)) + [1000]:
    try: os.write(fd, b"P")
    except OSError: pass`,
    ['failed', 'error', 'crashed'],
  ],
  [
    'F7 jumps over asserts',
    `import sys
def trace(frame, event, arg):
    try: frame.f_lineno += 1
    except ValueError: pass
    return trace
sys.settrace(trace)
for frame in [sys._getframe(1), sys._getframe(0)]: frame.f_trace = trace
return 1`,
    ['failed', 'error', 'crashed', 'timeout'],
  ],
  [
    'F8 replaces the encoder',
    `import json, builtins, sys
wire = sys.modules["_evalkit_wire"]
for name in ("dumps", "loads", "_pack", "_to_json"): setattr(wire, name, lambda *a: "P")
candidate = sys.modules["_evalkit_candidate"]
candidate.dumps = lambda value: "P"
json.dumps = lambda *a, **k: '["l", 2, 4, 6]'
builtins.exec = builtins.repr = lambda *a: "P"`,
    ['unencodable', 'failed', 'error', 'crashed'],
  ],
  [
    'F9 returns a list of its own kind',
    'class L(list):\n    def __eq__(self, other): return True\nreturn L()',
    ['unencodable'],
  ],
  [
    'F9 returns numbers of its own kind',
    'class N(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\nreturn [N(0)] * 3',
    ['unencodable'],
  ],
  ['F10 returns odd keys', `${EQUAL_TO_ALL}\nreturn {E(): 1}`, ['unencodable']],
  ['F11 returns what looks encoded', 'return {"l": [2, 4, 6]}', ['failed']],
  ['F13 raises AssertionError', 'raise AssertionError("passed")', ['failed', 'error']],
  ['F13 raises StopIteration', 'raise StopIteration([2, 4, 6])', ['failed', 'error']],
]

const JAVASCRIPT_SIDE: readonly Attack[] = [
  ['J1 imports js', 'import js\nreturn str(js.eval("process.exit"))', ['error', 'crashed']],
  [
    'J2 runs JavaScript',
    'from pyodide.code import run_js\nreturn str(run_js("require(\'fs\')"))',
    ['error', 'crashed'],
  ],
  [
    'J2 climbs to Function',
    'import pyodide_js\nreturn pyodide_js.constructor.constructor("return process")()',
    ['error', 'crashed', 'unencodable'],
  ],
  [
    'J3 calls Emscripten',
    'import ctypes\nctypes.CDLL(None).emscripten_run_script(b"process.exit(0)")',
    ['error', 'crashed', 'failed'],
  ],
  [
    'J4 climbs from the host’s functions',
    'import js\nreturn str(js.eval("$python.call.constructor(\'return process\')()"))',
    ['error', 'crashed'],
  ],
  ['J5 loops in JavaScript', 'import js\njs.eval("for (;;);")', ['timeout']],
  [
    'J6 fills the JavaScript heap',
    'import js\njs.eval("const a = []; for (;;) a.push({ a: [1, 2, 3] })")',
    ['memory', 'timeout', 'error', 'crashed'],
  ],
  [
    'J7 fills typed arrays',
    'import js\njs.eval("const a = []; for (;;) a.push(new Uint8Array(1e8).fill(1))")',
    ['memory', 'error', 'crashed', 'timeout'],
  ],
  [
    'J8 fills WebAssembly memories',
    'import js\njs.eval("const a = []; for (let i = 0; i < 60; i++) { const m = new WebAssembly.Memory({ initial: 1000 }); new Uint8Array(m.buffer).fill(1); a.push(m) }")',
    ['memory', 'error', 'crashed', 'timeout', 'failed'],
  ],
  [
    'J9 replaces the runner’s functions',
    'import js\njs.eval("for (const name of Object.keys($python)) $python[name] = () => \'V\'; Array.prototype.push = () => 0; String.prototype.startsWith = () => true")',
    ['error', 'crashed', 'failed'],
  ],
]

describe.each([
  ['time', TIME],
  ['memory, output and stack', MEMORY],
  ['the host', HOST],
  ['faking the verdict', FAKING],
  ['the JavaScript side', JAVASCRIPT_SIDE],
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

describe('one program', () => {
  it('T9 may leave a loop behind for the end', async () => {
    const lines =
      'import atexit\nclass D:\n    def __del__(self):\n        while True: pass\natexit.register(lambda: [0 for _ in iter(int, 1)])\nglobal d\nd = D()'
    expect((await attack(`${lines}\n${RIGHT}`, SHORT_MS)).outcome).toMatch(/passed|timeout/)
    await expectUnharmed()
  })

  it('M3 prints 1 GB, and is judged by what it returns', async () => {
    const result = await sandbox.run(
      python(body(`if len(numbers) == 3:\n    for _ in range(1000): print("x" * 10**6)\n${RIGHT}`), {
        limits: { wallMs: 30_000 },
      }),
    )
    expect(result).toMatchObject({ outcome: 'passed', outputCut: true })
    expect(result.output).toHaveLength(65_536)
    await expectUnharmed()
  })

  it('H2 and H3 see nothing of the host', async () => {
    const look = `import os, glob
print(dict(os.environ), os.listdir("/"), os.getcwd(), glob.glob("/**", recursive=False), glob.glob("/home/**", recursive=True))
`
    const { output } = await attack(`${look}return 1`)
    expect(output).not.toMatch(/canary|evalkit-|node_modules|worker\.ts/)
    expect(output).toMatch(/'\/home\/pyodide'|lib/)
    await expectUnharmed()
  })

  it('H12 finds no file of the program before it', async () => {
    const reads =
      'import os\nassert not os.path.exists("/tmp/left") and not os.path.exists("left")\nreturn [2 * number for number in numbers]'
    await attack('open("/tmp/left", "w").write("x")\nopen("left", "w").write("x")\nreturn 1')
    expect((await attack(reads)).outcome).toBe('passed')
    await attack('import os\nos.chdir("/tmp")\nreturn 1')
    expect((await attack(`import os\nassert os.getcwd() == "/home/pyodide"\n${RIGHT}`)).outcome).toBe('passed')
  })

  it('H12 finds nothing in memory of the program before it', async () => {
    await attack('import builtins, json, sys\nbuiltins.left = json.left = 1\nsys.modules["left"] = json\nreturn 1')
    const looks =
      'import builtins, json, sys\nassert not hasattr(builtins, "left") and not hasattr(json, "left") and "left" not in sys.modules'
    expect((await attack(`${looks}\n${RIGHT}`)).outcome).toBe('passed')
  })

  it('F14 cannot poison the interpreter for the next', async () => {
    const poison =
      'import sys\nc = sys.modules["_evalkit_candidate"]\nc.call = c.load = lambda *a: "V" + "[\\"l\\",2,4,6]"\nsys.setrecursionlimit(50)\n'
    expect((await attack(`${poison}${RIGHT}`)).outcome).toBe('passed')
    await expectUnharmed()
  })

  it('sees neither tests nor expected values in its own interpreter', async () => {
    const search = `import gc, sys
secret = "candidate([-" + "1])"
found = [1 for o in gc.get_objects() if isinstance(o, dict) and any(type(v) is str and secret in v for v in list(o.values()))]
print(len(found))
`
    const { output } = await attack(`${search}return 1`)
    expect(output).toMatch(/^0\n/)
  })

  it('draws the same random numbers each time', async () => {
    const draws = 'import random, os, uuid\nprint(random.random(), os.urandom(4).hex(), hash("x"))\nreturn 1'
    const outputs = [await attack(draws), await attack(draws)].map(({ output }: ProgramResult) => output)
    expect(outputs[0]).toBe(outputs[1])
  })

  it('answers a test that hides what happened', async () => {
    const tests = 'try:\n    f()\nexcept BaseException:\n    pass'
    const outcome = async (source: string, wallMs = PATIENT_MS) =>
      (await sandbox.run(pythonFunction(`def f():\n    ${source}\n`, tests, { limits: { wallMs } }))).outcome
    expect(await outcome('while True: pass', SHORT_MS)).toBe('timeout')
    expect(await outcome('return lambda: 0')).toBe('unencodable')
    expect(await outcome('import os; os._exit(0)')).toBe('crashed')
  })
})
