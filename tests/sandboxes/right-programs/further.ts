/** More of each kind. */
import type { RightProgram } from './right-program.ts'

export const FURTHER: readonly RightProgram[] = [
  {
    name: 'dataclass arg method',
    source: `def f(p): return p.area()+p.twice, p.v2()`,
    tests: `from dataclasses import dataclass
@dataclass
class P:
    x:int
    def area(self): return self.x**2
    @property
    def twice(self): return 2*self.x
    def v2(self): return P(self.x+1)
assert f(P(3))==(15,P(4))`,
  },
  {
    name: 'enum arg method',
    source: `def f(c): return c.hi(), c is type(c).A`,
    tests: `import enum
class C(enum.Enum):
    A=1
    def hi(self): return self.name.lower()
assert f(C.A)==("a",True)`,
  },
  {
    name: 'namedtuple arg method',
    source: `def f(p): return p.total()`,
    tests: `from typing import NamedTuple
class P(NamedTuple):
    a:int
    b:int
    def total(self): return self.a+self.b
assert f(P(1,2))==3`,
  },
  {
    name: 'trie',
    source: `class Trie:
    def __init__(s): s.w=set()
    def insert(s,w): s.w.add(w)
    def search(s,w): return w in s.w
    def startswith(s,p): return any(x.startswith(p) for x in s.w)
    def __contains__(s,w): return w in s.w`,
    tests: `t=Trie()
t.insert("abc")
assert t.search("abc") and not t.search("ab") and t.startswith("ab") and "abc" in t and "x" not in t`,
    entryPoint: 'Trie',
  },
  {
    name: 'fib memo deep',
    source: `def f(fn):
    c={}
    def w(n):
        if n not in c: c[n]=fn(n)
        return c[n]
    return w`,
    tests: `@f
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
assert fib(70)==190392490709135`,
  },
  {
    name: 'fact deep',
    source: `def f(fn):
    def w(n): return fn(n)
    return w`,
    tests: `@f
def fact(n): return 1 if n==0 else n*fact(n-1)
import math
assert fact(120)==math.factorial(120)`,
  },
  {
    name: 'signature',
    source: `def f(a, b=2, *c, d=4, **e):
    "doc"
    return a`,
    tests: `import inspect
s=inspect.signature(f)
assert list(s.parameters)==["a","b","c","d","e"] and s.parameters["b"].default==2 and f.__doc__=="doc" and f.__name__=="f" and f.__code__.co_argcount==2`,
  },
  {
    name: 'iscoroutinefunction',
    source: `async def f(): return 1`,
    tests: `import inspect, asyncio
assert inspect.iscoroutinefunction(f) and callable(f)`,
  },
  {
    name: 'isgeneratorfunction',
    source: `def f(): yield 1`,
    tests: `import inspect
assert inspect.isgeneratorfunction(f)`,
  },
  {
    name: 'deepcopy',
    source: `class P:
    def __init__(s): s.x=[1]
def f(): return P()`,
    tests: `import copy
a=f(); b=copy.deepcopy(a)
b.x=[2]
assert a.x==[1] and b.x==[2] and b is not a`,
  },
  {
    name: 'event emitter',
    source: `class Emitter:
    def __init__(s): s.h={}
    def on(s,n,fn): s.h.setdefault(n,[]).append(fn)
    def emit(s,n,*a):
        for fn in s.h.get(n,[]): fn(*a)`,
    tests: `e=Emitter()
log=[]
e.on("a",log.append)
e.on("a",lambda v: log.append(v*2))
e.emit("a",3)
assert log==[3,6]`,
    entryPoint: 'Emitter',
  },
  {
    name: 'raise from',
    source: `def f():
    try: 1/0
    except ZeroDivisionError as e: raise ValueError("bad") from e`,
    tests: `try:
    f()
    assert False
except ValueError as e:
    assert isinstance(e.__cause__, ZeroDivisionError)`,
  },
  {
    name: 'exception group',
    source: `def f(): raise ExceptionGroup("g",[ValueError("a"),TypeError("b")])`,
    tests: `try:
    f()
    assert False
except ExceptionGroup as g:
    assert len(g.exceptions)==2 and g.message=="g"`,
  },
  {
    name: 'global container',
    source: `cache={}
def f(x):
    cache[x]=x*2
    return cache[x]`,
    tests: `assert f(2)==4
assert cache=={2:4}
cache.clear()
f(3)
assert cache=={3:6}`,
  },
  {
    name: 'cached property',
    source: `from functools import cached_property
class C:
    def __init__(s): s.n=0
    @cached_property
    def v(s):
        s.n+=1
        return s.n
def f(): return C()`,
    tests: `c=f()
assert c.v==1 and c.v==1 and c.n==1`,
  },
  {
    name: 'singledispatch',
    source: `from functools import singledispatch
@singledispatch
def f(x): return "o"
@f.register
def _(x: int): return "i"
@f.register(list)
def _(x): return "l"`,
    tests: `assert f(1)=="i" and f([1])=="l" and f("")=="o"`,
  },
  {
    name: 'dataclass slots kw',
    source: `from dataclasses import dataclass
@dataclass(frozen=True)
class P:
    x: int
    def moved(self,d): return P(self.x+d)
def f(): return P(1)`,
    tests: `assert f().moved(2)==P(3) and hash(f())==hash(P(1)) and len({f(),P(1)})==1`,
  },
  {
    name: 'generic class',
    source: `from typing import Generic, TypeVar
T=TypeVar("T")
class Box(Generic[T]):
    def __init__(s,v): s.v=v
    def get(s): return s.v
def f(x): return Box(x)`,
    tests: `assert f(3).get()==3`,
  },
  {
    name: 'operator chain',
    source: `class Q:
    def __init__(s,xs): s.xs=list(xs)
    def map(s,fn): return Q(map(fn,s.xs))
    def filter(s,fn): return Q(filter(fn,s.xs))
    def to_list(s): return s.xs
def f(xs): return Q(xs)`,
    tests: `assert f([1,2,3]).map(lambda x:x*2).filter(lambda x:x>2).to_list()==[4,6]`,
  },
  {
    name: 'matrix getitem tuple',
    source: `class M:
    def __init__(s): s.d={}
    def __getitem__(s,k): return s.d.get(k,0)
    def __setitem__(s,k,v): s.d[k]=v
    def __len__(s): return len(s.d)
def f(): return M()`,
    tests: `m=f(); m[1,2]=5
assert m[1,2]==5 and m[0,0]==0 and len(m)==1`,
  },
  {
    name: 'str of object',
    source: `class P:
    def __str__(s): return "P!"
    def __repr__(s): return "P()"
    def __format__(s,spec): return "F"+spec
def f(): return P()`,
    tests: `assert str(f())=="P!" and repr(f())=="P()" and f"{f():x}"=="Fx" and "%s"%f()=="P!"`,
  },
  {
    name: 'default repr',
    source: `class P: pass
def f(): return P()`,
    tests: `assert type(f()).__name__=="P" and f().__class__.__name__=="P"`,
  },
  {
    name: 'vars',
    source: `class P:
    def __init__(s): s.a=1
def f(): return P()`,
    tests: `assert f().__dict__=={"a":1} and vars(f())=={"a":1}`,
  },
  {
    name: 'getattr loop',
    source: `class P:
    a=1
    def __init__(s): s.b=2
def f(): return P()`,
    tests: `p=f()
assert getattr(p,"a")==1 and getattr(p,"zz",7)==7
setattr(p,"c",3)
assert p.c==3
del p.c
assert not hasattr(p,"c")`,
  },
  {
    name: 'static & private',
    source: `class A:
    def __init__(s): s._items=[1]; s.__x=2
    def pop(s): return s._items.pop()
def f(): return A()`,
    tests: `a=f()
assert a._items==[1] and a.pop()==1 and a._items==[] and a._A__x==2`,
  },
]
