/** Helpers that the tests call, coroutines, large values, classes as values. */
import type { RightProgram } from './right-program.ts'

export const MORE: readonly RightProgram[] = [
  {
    name: 'helper & constant',
    source: `MOD=7
import math
def helper(x): return x%MOD
def f(x): return helper(x)`,
    tests: `assert helper(9)==2 and MOD==7 and math.sqrt(4)==2 and f(8)==1`,
  },
  {
    name: 'global state',
    source: `count=0
def f():
    global count
    count+=1`,
    tests: `assert count==0
f(); f()
assert count==2`,
  },
  {
    name: 'async',
    source: `import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x+1`,
    tests: `import asyncio
assert asyncio.run(f(1))==2
async def main(): return await asyncio.gather(f(1),f(2))
assert asyncio.run(main())==[2,3]`,
  },
  {
    name: 'async gen',
    source: `async def f(n):
    for i in range(n): yield i`,
    tests: `import asyncio
async def main(): return [x async for x in f(3)]
assert asyncio.run(main())==[0,1,2]`,
  },
  {
    name: 'async callback',
    source: `async def f(cb): return await cb(2)`,
    tests: `import asyncio
async def cb(x):
    await asyncio.sleep(0)
    return x*2
assert asyncio.run(f(cb))==4`,
  },
  {
    name: 'async raises',
    source: `async def f(): raise ValueError("x")`,
    tests: `import asyncio
try:
    asyncio.run(f())
    assert False
except ValueError as e: assert str(e)=="x"`,
  },
  {
    name: 'recursion',
    source: `def f(n): return 0 if n==0 else 1+f(n-1)`,
    tests: `assert f(900)==900`,
  },
  {
    name: 'nan',
    source: `def f(): return [float("nan")]`,
    tests: `import math
assert math.isnan(f()[0])`,
  },
  {
    name: 'bigint',
    source: `def f(): return 10**5000`,
    tests: `assert f()==10**5000`,
  },
  {
    name: 'arg big str',
    source: `def f(s): return len(s)`,
    tests: `assert f("é"*400000)==400000`,
  },
  {
    name: 'types',
    source: `def f(k): return [int,ValueError,list,dict,type(None)][k]`,
    tests: `assert f(0) is int and f(1) is ValueError and issubclass(f(1),Exception) and f(2)((1,2))==[1,2] and f(4) is type(None)`,
  },
  {
    name: 'class returned',
    source: `def f():
    class P:
        def __init__(s,v): s.v=v
    return P`,
    tests: `P=f()
p=P(3)
assert p.v==3 and isinstance(p,P) and P.__name__=="P"`,
  },
  {
    name: 're',
    source: String.raw`import re
def f(s): return re.match(r"(\d+)",s)`,
    tests: `m=f("12a")
assert m and m.group(1)=="12" and m.span()==(0,2) and f("a") is None and m[0]=="12"`,
  },
  {
    name: 're pattern',
    source: `import re
def f(): return re.compile("a+")`,
    tests: `assert f().match("aaa") and f().pattern=="a+"`,
  },
  {
    name: 'simple ns',
    source: `from types import SimpleNamespace
def f(): return SimpleNamespace(a=1)`,
    tests: `assert f().a==1
from types import SimpleNamespace
assert f()==SimpleNamespace(a=1)`,
  },
  {
    name: 'stringio',
    source: String.raw`import io
def f(): return io.StringIO("a\nb")`,
    tests: String.raw`r=f()
assert r.read()=="a\nb"
r.seek(0)
assert list(r)==["a\n","b"]`,
  },
  {
    name: 'file arg',
    source: `def f(fh): return fh.read().split()`,
    tests: `import io
assert f(io.StringIO("a b"))==["a","b"]`,
  },
  {
    name: 'property setter',
    source: `class T:
    def __init__(s): s._c=0
    @property
    def c(s): return s._c
    @c.setter
    def c(s,v):
        if v<0: raise ValueError
        s._c=v
def f(): return T()`,
    tests: `t=f(); t.c=5
assert t.c==5
try:
    t.c=-1
    assert False
except ValueError: pass`,
  },
  {
    name: 'eq own',
    source: `class P:
    def __eq__(s,o): return True
def f(): return P()`,
    tests: `assert f()==3`,
    outcome: 'unencodable',
  },
  {
    name: 'obj identity',
    source: `class P: pass
p=P()
def f(): return p`,
    tests: `assert f() is f() and f()==f() and f()!=3`,
  },
  {
    name: 'obj in set',
    source: `class P: pass
p=P()
def f(): return {p}`,
    tests: `assert len(f()|f())==1`,
  },
  {
    name: 'graph dict of sets',
    source: `def f(): return {"a":{"b"},"b":set()}`,
    tests: `assert f()=={"a":{"b"},"b":set()}`,
  },
  {
    name: 'kw only callable default',
    source: `def f(x, op=max): return op(x)`,
    tests: `assert f([1,2])==2 and f([1,2],op=min)==1 and f([1,2],op=len)==2 and f("ab", op=lambda s:s[::-1])=="ba"`,
  },
  {
    name: 'userlist',
    source: `from collections import UserList
class L(UserList): pass
def f(): return L([1,2])`,
    tests: `assert list(f())==[1,2] and len(f())==2`,
  },
  {
    name: 'pathlib',
    source: `from pathlib import PurePosixPath as P
def f(): return P("a")/"b"`,
    tests: `assert str(f())=="a/b" and f().name=="b"`,
  },
  {
    name: 'typed dict',
    source: `from typing import TypedDict
class T(TypedDict):
    a: int
def f(): return T(a=1)`,
    tests: `assert f()=={"a":1}`,
  },
  {
    name: 'test subclass of solution class',
    source: `class Base:
    def go(self): return self.step()*2
def f(): return Base`,
    tests: `class Sub(Base):
    def step(self): return 2
assert Sub().go()==4`,
    outcome: 'unencodable',
  },
]
