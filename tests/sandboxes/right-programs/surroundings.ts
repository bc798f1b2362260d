/** Threads, event loops, alarms and deep recursion. */
import type { RightProgram } from './right-program.ts'

export const SURROUNDINGS: readonly RightProgram[] = [
  {
    name: 'threads',
    source: `import threading
def f(x):
    r=[]
    lock=threading.Lock()
    def w(i):
        with lock: r.append(i)
    ts=[threading.Thread(target=w,args=(i,)) for i in range(x)]
    for t in ts: t.start()
    for t in ts: t.join()
    assert not ts[0].is_alive()
    return sorted(r)`,
    tests: `assert f(3)==[0,1,2]`,
  },
  {
    name: 'executor',
    source: `from concurrent.futures import ThreadPoolExecutor, as_completed
def f(n):
    with ThreadPoolExecutor(4) as ex:
        fs=[ex.submit(pow,i,2) for i in range(n)]
        a=sorted(x.result() for x in as_completed(fs))
        return a, list(ex.map(str,range(n)))`,
    tests: `assert f(3)==([0,1,4],["0","1","2"])`,
  },
  {
    name: 'to_thread',
    source: `import asyncio
async def g(): return await asyncio.to_thread(pow,2,3)
def f(): return asyncio.run(g())`,
    tests: `assert f()==8`,
  },
  {
    name: 'asyncio timeouts',
    source: `import asyncio
async def g():
    try:
        await asyncio.wait_for(asyncio.sleep(5),0.01)
    except asyncio.TimeoutError: return "late"
def f(): return asyncio.run(g())`,
    tests: `assert f()=="late"`,
  },
  {
    name: 'asyncio queue',
    source: `import asyncio
async def g():
    q=asyncio.Queue()
    async def p():
        for i in range(3): await q.put(i); await asyncio.sleep(0)
        await q.put(None)
    async def c():
        o=[]
        while (x:=await q.get()) is not None: o.append(x)
        return o
    _,o=await asyncio.gather(p(),c())
    return o
def f(): return asyncio.run(g())`,
    tests: `assert f()==[0,1,2]`,
  },
  {
    name: 'old loop',
    source: `import asyncio
async def g(): return 1
def f():
    loop=asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop.run_until_complete(g())`,
    tests: `assert f()==1`,
  },
  {
    name: 'alarm',
    source: `import signal
def h(*a): raise TimeoutError
def f(x):
    signal.signal(signal.SIGALRM,h); signal.alarm(5)
    try: return x+1
    finally: signal.alarm(0)`,
    tests: `assert f(1)==2`,
  },
  {
    name: 'rec 3000 cache',
    source: `import sys
from functools import cache
sys.setrecursionlimit(10**5)
@cache
def g(n): return 0 if n==0 else 1+g(n-1)
def f(x): return g(x)`,
    tests: `assert f(3000)==3000`,
  },
  {
    name: 'rec 10000 plain',
    source: `import sys
sys.setrecursionlimit(10**6)
def f(n): return 0 if n==0 else 1+f(n-1)`,
    tests: `assert f(10000)==10000`,
  },
  {
    name: 'rec lru 900 method',
    source: `from functools import lru_cache
class S:
    @lru_cache(None)
    def go(self,n): return n if n<2 else max(self.go(n-1), n)
def f(n): return S().go(n)`,
    tests: `assert f(400)==400`,
  },
  {
    name: 'rec sorted key',
    source: `def f(n): return 0 if n==0 else sorted([n],key=lambda v: f(n-1))[0]`,
    tests: `assert f(200)==200`,
  },
  {
    name: 'rec in the test via callback',
    source: `def f(g,n): return g(n)`,
    tests: `def g(n): return 0 if n==0 else 1+f(g,n-1)
assert f(g,10)==10`,
  },
]
