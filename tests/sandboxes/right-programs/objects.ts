/** Objects: the program’s own, the tests’ own, and those of classes that the prompt defines. */
import type { RightProgram } from './right-program.ts'

export const OBJECTS: readonly RightProgram[] = [
  {
    name: 'class entry',
    source: `class Stack:
    MAX=5
    def __init__(self): self.items=[]
    def push(self,x): self.items.append(x)
    def pop(self):
        if not self.items: raise IndexError("empty")
        return self.items.pop()
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __repr__(self): return f"Stack({self.items})"
    @classmethod
    def of(cls,*a):
        s=cls()
        for x in a: s.push(x)
        return s
    @staticmethod
    def name(): return "st"`,
    tests: `s=Stack()
s.push(1); s.push(2)
assert len(s)==2 and s.pop()==2 and s.items==[1] and repr(s)=="Stack([1])" and list(s)==[1] and isinstance(s,Stack) and Stack.MAX==5 and list(Stack.of(1,2))==[1,2] and Stack.name()=="st"
s.pop()
try:
    s.pop()
    assert False
except IndexError as e: assert str(e)=="empty"
assert not s`,
    entryPoint: 'Stack',
  },
  {
    name: 'instance returned',
    source: `class Acc:
    def __init__(s,b): s.balance=b
    def deposit(s,n):
        if n<=0: raise ValueError("n")
        s.balance+=n
        return s.balance
def f(b): return Acc(b)`,
    tests: `a=f(10)
assert a.deposit(5)==15 and a.balance==15
a.balance=1
assert a.deposit(1)==2
assert hasattr(a,"balance") and not hasattr(a,"zzz")`,
  },
  {
    name: 'linked list attrs',
    source: `class N:
    def __init__(s,v,n=None): s.val=v; s.next=n
def f(xs):
    h=None
    for x in reversed(xs): h=N(x,h)
    return h`,
    tests: `h=f([1,2,3])
assert h.val==1 and h.next.val==2 and h.next.next.next is None and h.next is h.next`,
  },
  {
    name: 'context manager',
    source: `class C:
    def __enter__(s): s.log=["in"]; return s
    def __exit__(s,*a):
        s.log.append("out"); return a[0] is KeyError
def f(): return C()`,
    tests: `with f() as c:
    assert c.log==["in"]
    raise KeyError
assert c.log==["in","out"]`,
  },
  {
    name: 'contextmanager deco',
    source: `from contextlib import contextmanager
@contextmanager
def f(log):
    log.append(1)
    try: yield "v"
    finally: log.append(2)`,
    tests: `log=[]
with f(log) as v:
    assert v=="v"`,
  },
  {
    name: 'callable instance',
    source: `class A:
    def __init__(s,n): s.n=n
    def __call__(s,x): return s.n+x
def f(n): return A(n)`,
    tests: `assert f(2)(3)==5 and callable(f(2))`,
  },
  {
    name: 'getitem obj',
    source: `class M:
    def __init__(s): s.d={}
    def __setitem__(s,k,v): s.d[k]=v
    def __getitem__(s,k): return s.d[k]
    def __delitem__(s,k): del s.d[k]
    def __contains__(s,k): return k in s.d
def f(): return M()`,
    tests: `m=f(); m["a"]=1
assert m["a"]==1
del m["a"]
try:
    m["a"]
    assert False
except KeyError: pass`,
  },
  {
    name: 'iterator class',
    source: `class It:
    def __init__(s,n): s.n=n; s.i=0
    def __iter__(s): return s
    def __next__(s):
        if s.i>=s.n: raise StopIteration
        s.i+=1
        return s.i
def f(n): return It(n)`,
    tests: `assert list(f(3))==[1,2,3]
assert sum(f(4))==10`,
  },
  {
    name: 'subclass abstract',
    source: `from abc import ABC, abstractmethod
class Sh(ABC):
    @abstractmethod
    def area(self): ...
class Sq(Sh):
    def __init__(s,a): s.a=a
    def area(s): return s.a**2
def f(a): return Sq(a)`,
    tests: `assert f(3).area()==9 and isinstance(f(3),Sh)
try:
    Sh()
    assert False
except TypeError: pass`,
  },
  {
    name: 'vector ops',
    source: `class V:
    def __init__(s,x): s.x=x
    def __add__(s,o): return V(s.x+o.x)
def f(x): return V(x)`,
    tests: `assert (f(1)+f(2)).x==3`,
  },
  {
    name: 'test object',
    source: `def f(x): return x.v+x.m(2)`,
    tests: `class A:
    v=3
    def m(self,k): return k*self.v
assert f(A())==9`,
  },
  {
    name: 'test node list reversed',
    source: `def f(h):
    p=None
    while h:
        n=h.next; h.next=p; p=h; h=n
    return p`,
    tests: `class Node:
    def __init__(s,v,n=None): s.v=v; s.next=n
a=Node(1,Node(2,Node(3)))
r=f(a)
assert (r.v,r.next.v,r.next.next.v,r.next.next.next)==(3,2,1,None) and r.next.next is a`,
  },
  {
    name: 'prompt class',
    source: `    p=None
    while h:
        n=h.next; h.next=p; p=h; h=n
    return p`,
    tests: `h=None
for i in range(300): h=Node(i,h)
r=f(h)
out=[]
while r: out.append(r.v); r=r.next
assert out==list(range(300))`,
    prompt: `class Node:
    def __init__(self,v,next=None):
        self.v=v
        self.next=next
    def __eq__(self,o): return isinstance(o,Node) and self.v==o.v
def f(h):
    """rev"""`,
  },
  {
    name: 'prompt class eq',
    source: `    return Node(x)`,
    tests: `assert f(3)==Node(3) and f(3)!=Node(4)`,
    prompt: `class Node:
    def __init__(self,v,next=None):
        self.v=v
        self.next=next
    def __eq__(self,o): return isinstance(o,Node) and self.v==o.v
def f(x):
    """rev"""`,
  },
  {
    name: 'test dataclass arg',
    source: `def f(p): return p.x+p.y, p`,
    tests: `from dataclasses import dataclass
@dataclass
class P:
    x:int
    y:int
p=P(1,2)
assert f(p)==(3,p) and f(p)[1] is p`,
  },
  {
    name: 'test namedtuple',
    source: `def f(ps): return sorted(ps,key=lambda p:p.age)`,
    tests: `from collections import namedtuple
P=namedtuple("P","n age")
assert f([P("a",3),P("b",1)])==[P("b",1),P("a",3)] and isinstance(f([P("a",3)])[0],P)`,
  },
  {
    name: 'test enum',
    source: `def f(c): return c.name, c`,
    tests: `import enum
class C(enum.Enum):
    A=1
assert f(C.A)==("A",C.A)`,
  },
  {
    name: 'object with lt in tests',
    source: `def f(xs): return sorted(xs)`,
    tests: `import functools
@functools.total_ordering
class V:
    def __init__(s,v): s.v=v
    def __lt__(s,o): return s.v<o.v
    def __eq__(s,o): return s.v==o.v
a,b=V(1),V(2)
r=f([b,a])
assert r[0] is a and r[1] is b`,
  },
]
