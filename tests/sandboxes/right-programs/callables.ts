/** Functions as arguments and as answers, and what the tests do with them. */
import type { RightProgram } from './right-program.ts'

export const CALLABLES: readonly RightProgram[] = [
  {
    name: 'key function',
    source: `def f(xs,key): return sorted(xs,key=key)`,
    tests: `assert f([3,1,2],key=lambda v:-v)==[3,2,1]
assert f(["b","A"],str.lower)==["A","b"]
assert f([-2,1],abs)==[1,-2]`,
  },
  {
    name: 'callback records',
    source: `def f(cb):
    for i in range(3): cb(i,i*i)`,
    tests: `seen=[]
f(lambda a,b: seen.append((a,b)))
assert seen==[(0,0),(1,1),(2,4)]`,
  },
  {
    name: 'callback raises',
    source: `def f(cb):
    try: cb()
    except KeyError as e: return ("caught",e.args)`,
    tests: `def bad(): raise KeyError("q")
assert f(bad)==("caught",("q",))`,
  },
  {
    name: 'callback own exc',
    source: `def f(cb): return cb()`,
    tests: `class My(Exception): pass
def bad(): raise My("q",1)
try:
    f(bad)
    assert False
except My as e: assert e.args==("q",1)`,
  },
  {
    name: 'decorator',
    source: `import functools
def f(fn):
    @functools.wraps(fn)
    def w(*a): return fn(*a)*2
    w.calls=0
    return w`,
    tests: `@f
def add(a,b): return a+b
assert add(1,2)==6 and add.__name__=="add" and add.calls==0`,
  },
  {
    name: 'memoize decorator',
    source: `def f(fn):
    cache={}
    def w(n):
        if n not in cache: cache[n]=fn(n)
        return cache[n]
    w.cache=cache
    return w`,
    tests: `n=[0]
def sq(x):
    n[0]+=1
    return x*x
g=f(sq)
assert g(3)==9 and g(3)==9 and n==[1] and g.cache=={3:9}`,
  },
  {
    name: 'retry decorator',
    source: `def f(n):
    def deco(fn):
        def w(*a,**k):
            for i in range(n):
                try: return fn(*a,**k)
                except ValueError as e: err=e
            raise err
        return w
    return deco`,
    tests: `tries=[]
@f(3)
def flaky():
    tries.append(1)
    if len(tries)<3: raise ValueError("no")
    return "ok"
assert flaky()=="ok" and len(tries)==3`,
  },
  {
    name: 'compose',
    source: `def f(*fs):
    def h(x):
        for g in fs: x=g(x)
        return x
    return h`,
    tests: `assert f(lambda x:x+1, lambda x:x*2, str)(3)=="8"`,
  },
  {
    name: 'closure counter',
    source: `def f():
    n=0
    def inc():
        nonlocal n
        n+=1
        return n
    return inc`,
    tests: `a=f(); b=f()
assert (a(),a(),b())==(1,2,1) and callable(a)`,
  },
  {
    name: 'partial',
    source: `from functools import partial
def f(a): return partial(pow,a)`,
    tests: `assert f(2)(5)==32`,
  },
  {
    name: 'dispatch',
    source: `import operator
def f(op): return {"+":operator.add,"-":lambda a,b:a-b}[op]`,
    tests: `assert f("+")(1,2)==3 and f("-")(1,2)==-1`,
  },
  {
    name: 'lru_cache info',
    source: `from functools import lru_cache
@lru_cache(None)
def f(n): return n if n<2 else f(n-1)+f(n-2)`,
    tests: `assert f(30)==832040
assert f.cache_info().hits>0 and f.cache_info().misses==31`,
  },
  {
    name: 'tests pass generator',
    source: `def f(it): return sum(it)`,
    tests: `assert f(x*x for x in range(100))==328350
assert f(iter([1,2]))==3
assert f(map(int,"12"))==3`,
  },
  {
    name: 'tests pass partial consumption',
    source: `def f(it): return next(it)`,
    tests: `it=iter([1,2,3])
assert f(it)==1 and next(it)==2 and f(it)==3`,
  },
  {
    name: 'mock callback',
    source: `def f(cb,n):
    for i in range(n): cb(i)`,
    tests: `from unittest.mock import Mock, call
m=Mock()
f(m,2)
assert m.call_count==2
m.assert_called_with(1)
assert m.call_args_list==[call(0),call(1)]`,
  },
]
