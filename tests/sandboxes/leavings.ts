/** What a program can leave behind for the next one: all of it is looked at by a program that runs first, and again after each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { GOOD_BODY, PATIENT_MS, python, pythonFunction } from '../helpers/sandbox-programs.ts'

/** Prints everything that one program may have changed for another. */
const REPORT = `
import builtins, ctypes, gc, hashlib, json, locale, os, random, signal, stat, sys, time, warnings
libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
def told(look):
    try: return look()
    except BaseException as error: return type(error).__name__ + ': ' + str(error)
def tree(folder, depth=0):
    for name in sorted(told(lambda: os.listdir(folder)) if depth < 4 else []):
        path = os.path.join(folder, name)
        status = told(lambda: os.lstat(path))
        if isinstance(status, str): yield (path, status); continue
        yield (path, oct(status.st_mode), 0 if stat.S_ISDIR(status.st_mode) else status.st_size)
        if stat.S_ISDIR(status.st_mode): yield from tree(path, depth + 1)
def file(fd):
    status = os.fstat(fd)
    position = told(lambda: os.lseek(fd, 0, os.SEEK_CUR))
    return (oct(status.st_mode), status.st_rdev, position, told(lambda: os.get_blocking(fd)), told(lambda: os.get_inheritable(fd)), told(lambda: os.isatty(fd)))
before = sorted(name for name in sys.modules)
emscripten = sys.platform == 'emscripten'
for title, look in {
    'files': lambda: {fd: file(fd) for fd in range(40) if not told(lambda: os.fstat(fd)).__class__ is str},
    'new file': lambda: (fd := os.open('/dev/null', os.O_RDONLY), os.close(fd))[0],
    'input': lambda: (sys.stdin.read(), sys.stdin.read(), sys.stdin.closed),
    'folder': lambda: (os.getcwd(), os.listdir('.')),
    'tree': lambda: [*tree('/')] if emscripten else [*tree('/tmp'), *tree('/dev')],
    'umask': lambda: (old := os.umask(0), os.umask(old))[0],
    'environment': lambda: (sorted(os.environ.items()), libc.getenv(b'LEFT'), libc.getenv(b'HOME')),
    'time zone': lambda: (time.tzname, time.timezone, time.localtime(0)[:6]),
    'locale': lambda: (locale.setlocale(locale.LC_ALL), '%.2f' % 1.5),
    'signals': lambda: [(int(s), str(told(lambda: signal.getsignal(s)))) for s in sorted(signal.Signals)],
    'masks': lambda: (sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, [])))),
    'timers': lambda: signal.getitimer(signal.ITIMER_REAL),
    'random': lambda: (random.random(), hash('x'), hash(b'y'), [*{'a', 'b', 'c', 'd'}]),
    'system random': lambda: (os.urandom(8).hex(), random.Random().random()) if emscripten else None,
    'random device': lambda: open('/dev/urandom', 'rb', 0).read(8).hex() if emscripten else None,
    'interpreter': lambda: (sys.getrecursionlimit(), sys.getswitchinterval(), gc.get_threshold(), gc.isenabled(), sys.flags, len(warnings.filters), sys.get_int_max_str_digits()),
    'modules': lambda: (before, sorted(builtins.__dict__), sys.path, sorted(json.__dict__), len(sys.meta_path)),
    'hooks': lambda: (str(sys.gettrace()), str(sys.getprofile()), sys.excepthook is sys.__excepthook__, sys.stdout is sys.__stdout__),
    'limits': lambda: [__import__('resource').getrlimit(kind) for kind in range(1, 10)] if not emscripten else None,
    'process': lambda: (os.getpid(), os.getppid(), told(lambda: os.getpgid(0)), told(lambda: os.nice(0)), told(lambda: len(os.sched_getaffinity(0)))),
    'zip': lambda: hashlib.md5(open('/lib/python314.zip', 'rb').read()).hexdigest() if emscripten else None,
    'late import': lambda: __import__('tabnanny').__name__ and __import__('colorsys').rgb_to_hsv(1, 0, 0),
    'JavaScript': lambda: __import__('js').eval('''
        const shown = (value) => { try { return String(value).slice(0, 60) } catch { return typeof value } }
        JSON.stringify([Reflect.ownKeys(globalThis).map(String), [Object, Array, String, Promise, Map, Uint8Array, Function, Number, RegExp, JSON, Math, Reflect]
          .flatMap((one) => [one, one.prototype].filter(Boolean).flatMap((o) => Reflect.ownKeys(o).map((key) => String(key) + shown(Object.getOwnPropertyDescriptor(o, key).value)))),
          [] instanceof Object, typeof setTimeout, typeof WebAssembly.Memory])''') if emscripten else None,
    'file system': lambda: __import__('js').eval('(p) => JSON.stringify([p.FS.nextInode, p.FS.currentPath, p.FS.streams.length, p.FS.mounts, p.FS.devices.length, p.FS.ignorePermissions])')(__import__('pyodide_js')) if emscripten else None,
}.items():
    print(title, told(look))
`

/** What each changes for those who come later; a line that is not let does not keep the others from it. */
const FIRST: readonly (readonly [name: string, ...lines: readonly string[]])[] = [
  ['closes standard input', 'os.close(0)'],
  ['puts a file in the place of standard input', 'os.close(0); os.open(ZIP, os.O_RDONLY)'],
  ['puts another device there', 'os.close(0); os.open("/dev/urandom", os.O_RDONLY)'],
  ['opens the same device again', 'os.close(0); os.open("/dev/stdin" if WASM else "/dev/null", os.O_RDONLY)'],
  ['closes the output', 'os.close(1); os.close(2)'],
  [
    'exchanges output and errors',
    'os.close(1); os.close(2); os.open("/dev/null", os.O_WRONLY); os.open("/dev/null", os.O_WRONLY)',
  ],
  ['moves in a file that it leaves open', 'left = open(ZIP, "rb"); left.read(10); os.lseek(0, 5, 0)'],
  ['leaves a folder open', 'left = os.open("/", os.O_RDONLY); os.listdir(left)'],
  ['leaves the highest number open', 'left = [os.open("/dev/null", os.O_RDONLY) for _ in range(30)]'],
  ['reads standard input', 'sys.stdin.read()', 'sys.stdin.readline()', 'sys.stdin.close()'],
  ['reads random devices', 'open("/dev/urandom", "rb", 0).read(100)', 'os.urandom(9)'],
  [
    'changes what open files are like',
    'os.set_blocking(0, not os.get_blocking(0))',
    'os.set_inheritable(0, False); os.set_inheritable(1, True)',
    'import fcntl; fcntl.flock(0, fcntl.LOCK_EX)',
    'os.dup2(2, 0)',
    'left = os.pipe(); os.write(left[1], b"left")',
  ],
  [
    'changes files and folders',
    'open("left", "w").write("x"); os.makedirs("/tmp/left/left"); os.symlink("/", "/tmp/root")',
    'open("/dev/left", "w").write("x")',
    'open("/dev/shm/left", "w").write("x")',
    'f = open(ZIP, "r+b"); f.seek(1000); f.write(b"x" * 5000); f.close()',
    'os.remove(ZIP)',
    'os.chmod("/tmp", 0o700); os.utime("/tmp", (1, 1))',
    'os.chdir("/tmp"); os.mkdir("here"); os.chdir("here")',
    'os.umask(0o777)',
  ],
  [
    'changes the environment',
    'os.environ["LEFT"] = "x"; os.putenv("HOME", "left"); os.environ.pop("PATH", None)',
    'os.environ["TZ"] = "UTC-5"; time.tzset()',
    'import locale; locale.setlocale(locale.LC_ALL, "C.UTF-8")',
    'import signal; [signal.signal(n, signal.SIG_IGN) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)]',
  ],
  [
    'changes the interpreter',
    'import random; random.seed(7); random.random()',
    'import builtins, json; builtins.left = json.left = 1; json.loads = lambda *a: 0; sys.path.insert(0, "/tmp")',
    'sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None); sys.meta_path.insert(0, object())',
    'import gc; gc.disable(); sys.setswitchinterval(1); sys.set_int_max_str_digits(0)',
    'sys.setrecursionlimit(50_000)\ndef deep(n): return n and deep(n - 1)\ndeep(20_000)',
    'sys.stdout = sys.stderr',
  ],
  [
    'changes things beneath Python',
    'import ctypes; ctypes.CDLL(None).setenv(b"LEFT", b"x", 1); ctypes.CDLL(None).clearenv()',
    'import ctypes; left = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n); left(3)',
    'import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM]); signal.alarm(5)',
    'import asyncio; asyncio.new_event_loop().call_soon(print)',
    'ctypes.pythonapi.PyErr_SetNone(ctypes.py_object(ValueError))',
  ],
  ['grows the memory', 'left = bytearray(90_000_000)'],
  ['grows the memory and lets it go', 'x = bytearray(200_000_000); del x'],
  [
    'changes the JavaScript around it',
    'import js; js.left = 1; js.eval("globalThis.x = 1; delete globalThis.setTimeout")',
    'js.eval("Array.prototype.left = 1; Object.prototype.left = 2")',
    'js.setTimeout(js.eval("() => { globalThis.late = 1 }"), 0)',
    'import pyodide_js; pyodide_js.registerJsModule("left", js.Object.new()); pyodide_js.FS.mkdir("/left")',
    'from pyodide.ffi import create_proxy, to_js; left = [create_proxy(object()), to_js([1, [2]])]',
  ],
  [
    'leaves an endless promise',
    'import js; js.eval("Promise.resolve().then(() => { globalThis.left = 1; for (;;) {} })")',
  ],
  ['ends', 'os._exit(0)'],
  ['does not end', 'while True: pass'],
]

/** [what tests change for as long as they run, what later tests hold of it]: an exception of the program's leaves it changed. */
const OF_TESTS: readonly (readonly [first: string, second: string])[] = [
  ['import builtins\nbuiltins.sorted = lambda *a: 0', 'assert sorted([2, 1]) == [1, 2]'],
  ['import math\nmath.isclose = lambda *a: True', 'import math\nassert not math.isclose(1, 2)'],
  ['import sys, io\nsys.stdout = io.StringIO()\nsys.stdout.close()', 'print(1)'],
  ['import sys\nsys.setrecursionlimit(60)', 'def deep(n): return n and deep(n - 1)\ndeep(300)'],
  ['import decimal\ndecimal.getcontext().prec = 2', 'import decimal\nassert len(str(decimal.Decimal(1) / 3)) > 20'],
  ['import sys\nsys.modules["json"] = None', 'import json'],
  ['from unittest.mock import patch\npatch("random.random", int).start()', 'import random\nassert random.random() > 0'],
  ['import warnings\nwarnings.simplefilter("error")', 'import warnings\nwarnings.warn("x")'],
  [
    'import fractions\nsetattr(fractions.Fraction, "__eq__", lambda *a: True)',
    'from fractions import Fraction\nassert Fraction(1) != 2',
  ],
  ['import calendar\ncalendar.mdays.clear()', 'import calendar\nassert len(calendar.mdays) == 13'],
  ['open("left", "w").close()', 'import os\nassert not os.path.exists("left")'],
]

/** Each line on its own, in the module: what it keeps, stays. @param lines Python */
const attempted = (lines: readonly string[]) =>
  lines.map((one) => `try:\n${one.replace(/^/gm, '    ')}\nexcept Exception: pass\n`).join('')

/** @param name with the reason, where the engine cannot run and its tests are skipped */
export function describeLeavings(name: string, open: () => Promise<Sandbox>, skip = false): void {
  describe.skipIf(skip)(`${name}: the next program finds everything as it was, after one that`, () => {
    let sandbox: Sandbox
    let untouched = ''
    beforeAll(async () => {
      sandbox = await open()
      untouched = await report()
    }, 60_000)
    afterAll(() => sandbox.close())

    async function report(): Promise<string> {
      const source = `${REPORT}\ndef f(): return 1\n`
      const limits = { wallMs: PATIENT_MS, outputBytes: 1_000_000 }
      const result = await sandbox.run(pythonFunction(source, 'assert f() == 1', { limits }))
      expect(result).toMatchObject({ outcome: 'passed', outputCut: false })
      expect(result.output.length).toBeGreaterThan(5000)
      return result.output
    }

    const WASM = name === 'isolate'
    const ZIP = WASM ? '"/lib/python314.zip"' : 'os.__file__'
    it('raises amid tests that have changed something', async () => {
      for (const [first, second] of OF_TESTS) {
        await sandbox.run(pythonFunction('def f(x): raise ValueError\n', `${first}\nf(1)`))
        const result = await sandbox.run(pythonFunction('def f(x): return x\n', `${second}\nassert f(1) == 1`))
        expect(result, first).toMatchObject({ outcome: 'passed', detail: '' })
      }
    })

    it.each(FIRST)('%s', async (_, ...lines) => {
      const source = `import os, sys, time\nWASM, ZIP = ${WASM ? 'True' : 'False'}, ${ZIP}\n${attempted(lines)}`
      const wallMs = /while True|for \(;;\)/.test(lines.join()) ? 500 : PATIENT_MS
      await sandbox.run(pythonFunction(`${source}\ndef f(): return 1\n`, 'assert f() == 1', { limits: { wallMs } }))
      expect(await report()).toBe(untouched)
      expect(await sandbox.run(python(GOOD_BODY))).toMatchObject({ outcome: 'passed' })
    })
  })
}
