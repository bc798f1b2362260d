/** Python programs that try to learn from the programs before them, or to change the fate of those after them. */
import type { Attack } from './attack.ts'

/** Looks for assertions in all readable memory around its objects, and answers as they say. */
const SEARCHES_MEMORY = `import ast, ctypes, gc, os, re, sys
def runs():
    if sys.platform == 'emscripten':
        yield 1024, 2**24
        return
    libc = ctypes.CDLL(None)
    r, w = os.pipe()
    blocks = {id(one) >> 20 for one in gc.get_objects()} | {ctypes.addressof(ctypes.create_string_buffer(10**6)) >> 20}
    for block in sorted(blocks):
        for page in range(block << 20, (block + 1) << 20, 4096):
            if libc.write(w, ctypes.c_void_p(page), ctypes.c_size_t(1)) == 1:
                os.read(r, 1)
                yield page, page + 4096
for start, end in runs():
    memory = bytes((ctypes.c_char * (end - start)).from_address(start))
    for given, wanted in re.findall(rb'[(](\\[[-0-9, ]*\\])[)] [=]= (\\[[-0-9, ]*\\])', memory):
        if ast.literal_eval(given.decode()) == numbers:
            return ast.literal_eval(wanted.decode())`

export const NEIGHBOURS: readonly Attack[] = [
  { name: 'F14 searches memory for the tests of others', body: SEARCHES_MEMORY, outcomes: ['failed'] },
  {
    name: 'F14 puts a file in the place of standard input',
    body: `import os
os.close(0)
os.open(os.__file__ if os.path.exists(os.__file__) else "/lib/python314.zip", os.O_RDONLY)`,
    outcomes: ['failed'],
  },
  {
    name: 'F14 exchanges the streams',
    body: `import os
os.close(1)
os.close(2)
os.open("/dev/null", os.O_RDONLY)`,
    outcomes: ['failed'],
  },
  {
    name: 'F14 changes environment, folder and mask',
    body: `import os
os.environ["PYTHONHASHSEED"] = os.environ["LANG"] = "1"
os.umask(0o777)
os.chdir("/tmp")`,
    outcomes: ['failed'],
  },
  {
    name: 'F14 grows the memory',
    body: `import builtins
builtins.left = bytearray(150_000_000)`,
    outcomes: ['failed'],
  },
  {
    name: 'F14 seeds, and changes what modules do',
    body: `import builtins, json, random, sys
random.seed(0)
random.random = lambda: 0
json.loads = builtins.len = builtins.exec = lambda *a, **k: 0
sys.setrecursionlimit(60)`,
    outcomes: ['failed', 'error', 'crashed'],
  },
  {
    name: 'H14 has the kernel kill it',
    body: `import resource
resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
while True: pass`,
    outcomes: ['error'],
    native: ['crashed'],
  },
]
