/** Python programs that try to exceed the limits of time and memory. Numbers are those of the project's attack list. */
import type { Attack } from './attack.ts'

/** Time. */
export const TIME: readonly Attack[] = [
  {
    name: 'T1 loops',
    body: 'while True: pass',
    outcomes: ['timeout'],
  },
  {
    name: 'T2 loops, catching everything',
    body: `while True:
    try:
        while True: pass
    except BaseException: pass`,
    outcomes: ['timeout'],
  },
  {
    name: 'T3 computes one huge number',
    body: 'return 9**9**9',
    outcomes: ['timeout'],
  },
  {
    name: 'T4 writes out a huge number',
    body: 'return len(str(10**(10**8)))',
    outcomes: ['timeout', 'error'],
  },
  {
    name: 'T5 matches for ever',
    body: `import re
re.match(r"(a+)+$", "a" * 40 + "b")`,
    outcomes: ['timeout'],
  },
  {
    name: 'T6 sleeps',
    body: `import time
time.sleep(3600)`,
    outcomes: ['timeout'],
  },
  {
    name: 'T7 handles signals',
    body: `import signal
signal.signal(signal.SIGINT, lambda *a: None)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True: pass`,
    outcomes: ['timeout'],
  },
  {
    name: 'T8 hangs at the second call',
    body: `import builtins
if hasattr(builtins, "seen"):
    while True: pass
builtins.seen = 1
return [2 * number for number in numbers]`,
    outcomes: ['timeout'],
  },
]

/** Memory, output and stack. */
export const MEMORY: readonly Attack[] = [
  {
    name: 'M1 appends for ever',
    body: `kept = []
while True: kept.append(bytearray(10**7))`,
    outcomes: ['memory'],
  },
  {
    name: 'M2 allocates once',
    body: 'return [bytearray(10**9) for _ in range(4)]',
    outcomes: ['memory'],
  },
  {
    name: 'M4 recurses',
    body: `def f(): return f()
return f()`,
    outcomes: ['error'],
  },
  {
    name: 'M5 recurses without a limit',
    body: `import sys
sys.setrecursionlimit(10**9)
def f(): return [f() for _ in (1,)]
return f()`,
    outcomes: ['crashed'],
    native: ['error', 'crashed'],
  },
  {
    name: 'M6 shows a deep list',
    body: `x = []
for _ in range(10**6): x = [x]
return repr(x)`,
    outcomes: ['crashed'],
    native: ['error', 'crashed'],
  },
  {
    name: 'M7 returns 100 MB',
    body: 'return "x" * 10**8',
    outcomes: ['unencodable'],
  },
  {
    name: 'M7 returns what is deep',
    body: `x = []
for _ in range(10**5): x = [x]
return x`,
    outcomes: ['unencodable'],
  },
  {
    name: 'M7 returns what holds itself',
    body: `x = []
x.append(x)
return x`,
    outcomes: ['failed'],
  },
  {
    name: 'M8 raises 100 MB',
    body: 'raise ValueError("x" * 10**8)',
    outcomes: ['error'],
  },
  {
    name: 'M8 raises what loops',
    body: `class E(Exception):
    def __str__(self):
        while True: pass
raise E()`,
    outcomes: ['error'],
  },
  {
    name: 'M8 raises what raises',
    body: `class E(Exception):
    def __str__(self): raise self
raise E()`,
    outcomes: ['error'],
  },
]
