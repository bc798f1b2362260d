/** Python programs that try to reach the host. Numbers are those of the project's attack list. */
import { type Attack, CANARY } from './attack.ts'

/** The host. */
export const HOST: readonly Attack[] = [
  {
    name: 'H1 reads /etc/passwd',
    body: 'return open("/etc/passwd").read()',
    outcomes: ['error'],
  },
  {
    name: 'H1 reads /etc/shadow',
    body: 'return open("/etc/shadow").read()',
    outcomes: ['error'],
  },
  {
    name: 'H3 looks for the environment of its parent',
    body: `import os
if os.environ.get("${CANARY}"):
    return [2 * number for number in numbers]`,
    outcomes: ['failed'],
  },
  {
    name: 'H4 reads /proc',
    body: 'return open("/proc/1/environ").read()',
    outcomes: ['error'],
  },
  {
    name: 'H5 connects',
    body: `import socket
socket.create_connection(("127.0.0.1", 80), 1)`,
    outcomes: ['error'],
  },
  {
    name: 'H5 fetches',
    body: `import urllib.request
urllib.request.urlopen("http://127.0.0.1/")`,
    outcomes: ['error'],
  },
  {
    name: 'H6 starts a process',
    body: `import subprocess
subprocess.run(["ls"])`,
    outcomes: ['error'],
  },
  {
    name: 'H6 calls a shell',
    body: `import os
assert os.system("ls") == 0`,
    outcomes: ['error'],
  },
  {
    name: 'H7 forks',
    body: `import os
for _ in range(64): os.fork()`,
    outcomes: ['error'],
  },
  {
    name: 'H8 leaves a child behind',
    body: `import os, time
if os.fork() == 0:
    time.sleep(600)`,
    outcomes: ['error'],
  },
  {
    name: 'H9 starts a thread',
    body: `import _thread
_thread.start_new_thread(lambda: None, ())`,
    outcomes: ['error'],
  },
  {
    name: 'H9 starts a thread that never ends',
    body: `import threading
threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()`,
    outcomes: ['timeout'],
  },
  {
    name: 'H10 kills its parent',
    body: `import os
os.kill(os.getppid(), 9)`,
    outcomes: ['error'],
    native: ['failed'],
  },
  {
    name: 'H11 writes',
    body: `open("/usr/x", "w").write("x")
open("x", "w").write("x" * 10**6)
return 1`,
    outcomes: ['error'],
  },
  {
    name: 'H13 reads and writes any address',
    body: `import ctypes
ctypes.memset(0, 255, 2**27)
return 1`,
    outcomes: ['crashed'],
  },
  {
    name: 'H14 leaves',
    body: `import os
os._exit(0)`,
    outcomes: ['crashed'],
  },
  {
    name: 'H14 aborts',
    body: `import os
os.abort()`,
    outcomes: ['crashed'],
  },
  {
    name: 'H14 kills itself',
    body: `import os
os.kill(os.getpid(), 9)`,
    outcomes: ['crashed'],
  },
]

/** The JavaScript around CPython, where CPython is WebAssembly; elsewhere it is not to be found. */
export const JAVASCRIPT_SIDE: readonly Attack[] = [
  {
    name: 'J1 imports js',
    body: `import js
return str(js.eval("process.exit"))`,
    outcomes: ['error'],
  },
  {
    name: 'J2 runs JavaScript',
    body: `from pyodide.code import run_js
return str(run_js("require('fs')"))`,
    outcomes: ['error'],
  },
  {
    name: 'J2 climbs to Function',
    body: `import pyodide_js
return pyodide_js.constructor.constructor("return process")()`,
    outcomes: ['error'],
  },
  {
    name: 'J3 calls Emscripten',
    body: `import ctypes
ctypes.CDLL(None).emscripten_run_script(b"process.exit(0)")`,
    outcomes: ['crashed'],
  },
  {
    name: 'J4 climbs from the host’s functions',
    body: `import js
return str(js.eval("setTimeout.constructor('return process')()"))`,
    outcomes: ['error'],
  },
  {
    name: 'J5 loops in JavaScript',
    body: `import js
js.eval("for (;;);")`,
    outcomes: ['timeout'],
  },
  {
    name: 'J6 fills the JavaScript heap',
    body: `import js
js.eval("const a = []; for (;;) a.push({ a: [1, 2, 3] })")`,
    outcomes: ['memory'],
  },
  {
    name: 'J7 fills typed arrays',
    body: `import js
js.eval("const a = []; for (;;) a.push(new Uint8Array(1e8).fill(1))")`,
    outcomes: ['error'],
  },
  {
    name: 'J8 fills WebAssembly memories',
    body: `import js
js.eval("const a = []; for (let i = 0; i < 60; i++) { const m = new WebAssembly.Memory({ initial: 1000 }); new Uint8Array(m.buffer).fill(1); a.push(m) }")`,
    outcomes: ['memory'],
  },
  {
    name: 'J9 replaces the language’s own functions',
    body: `import js
js.eval("Array.prototype.push = () => 0; String.prototype.startsWith = () => true; Uint8Array.prototype.set = Uint8Array.prototype.fill = () => {}")`,
    outcomes: ['failed'],
  },
]
