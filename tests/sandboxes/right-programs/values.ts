/** Values of other types than JSON has, and subclasses of built-in ones. */
import type { RightProgram } from './right-program.ts'

export const VALUES: readonly RightProgram[] = [
  {
    name: 'namedtuple fields',
    source: `from collections import namedtuple
P=namedtuple("P","x y")
def f(): return P(1,[2])`,
    tests: `r=f()
assert r.x==1 and r[1]==[2] and r._asdict()=={"x":1,"y":[2]} and repr(r)=="P(x=1, y=[2])" and isinstance(r,tuple) and r==P(1,[2])`,
  },
  {
    name: 'typing NamedTuple + method',
    source: `from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: int = 5
    def total(self): return self.x+self.y
    @property
    def d(self): return self.x*2
def f(): return P(1)`,
    tests: `r=f()
assert r.total()==6 and r.d==2 and r==(1,5) and P(2).y==5 and r._replace(x=3).total()==8`,
  },
  {
    name: 'decimal',
    source: `from decimal import Decimal
def f(): return Decimal("2.50")`,
    tests: `from decimal import Decimal
assert f()==Decimal("2.5") and str(f())=="2.50" and isinstance(f(), Decimal)`,
  },
  {
    name: 'fraction',
    source: `from fractions import Fraction
def f(): return Fraction(1,3)`,
    tests: `from fractions import Fraction
assert f()==Fraction(1,3) and f()*3==1`,
  },
  {
    name: 'enum',
    source: `import enum
class Color(enum.Enum):
    RED=1
    BLUE=2
    def hi(self): return "hi "+self.name
    @classmethod
    def default(cls): return cls.BLUE
def f(): return Color.RED`,
    tests: `r=f()
assert r is Color.RED and r.value==1 and r.name=="RED" and r!=Color.BLUE and Color(1) is r and Color["BLUE"].value==2 and len(Color)==2 and r.hi()=="hi RED" and str(r)=="Color.RED" and Color.default() is Color.BLUE
assert [c.name for c in Color]==["RED","BLUE"]`,
  },
  {
    name: 'enum arg back',
    source: `import enum
class Color(enum.Enum):
    RED=1
    BLUE=2
def f(c=None): return Color.RED if c is None else c is Color.RED`,
    tests: `assert f(f()) is True and f(Color.BLUE) is False`,
  },
  {
    name: 'flag',
    source: `import enum
class P(enum.Flag):
    R=1
    W=2
def f(): return P.R|P.W`,
    tests: `assert f()==P.R|P.W and P.R in f()`,
  },
  {
    name: 'intenum sort',
    source: `import enum
class L(enum.IntEnum):
    A=2
    B=1
def f(): return sorted(L)`,
    tests: `assert f()==[1,2] and f()[0].name=="B" and f()[0] is L.B`,
  },
  {
    name: 'strenum mixed',
    source: `import enum
class E(str, enum.Enum):
    A="a"
def f(): return E.A`,
    tests: `assert f()=="a" and f().upper()=="A" and {"a":1}[f()]==1`,
  },
  {
    name: 'str subclass method',
    source: `class S(str):
    def shout(self): return self.upper()+"!"
def f(): return S("ab")`,
    tests: `r=f()
assert r=="ab" and r.shout()=="AB!" and isinstance(r,str) and r+"c"=="abc" and hash(r)==hash("ab")`,
  },
  {
    name: 'list subclass stack',
    source: `class Stack(list):
    def push(self,x): self.append(x)
    def peek(self): return self[-1]
def f(): return Stack([1])`,
    tests: `s=f()
s.push(2)
assert s==[1,2] and s.peek()==2
s.append(7)
assert s.peek()==7 and len(s)==3
assert s.pop()==7 and s.peek()==2`,
  },
  {
    name: 'dict subclass attr',
    source: `class D(dict):
    def __missing__(self,k): return k*2
def f():
    d=D(a=1); d.tag="t"; return d`,
    tests: `d=f()
assert d=={"a":1} and d["zz"]=="zzzz" and d.tag=="t"`,
  },
  {
    name: 'int subclass',
    source: `class Cents(int):
    def dollars(self): return self/100
def f(): return Cents(250)`,
    tests: `assert f()==250 and f()+1==251 and f().dollars()==2.5`,
  },
  {
    name: 'counter',
    source: `from collections import Counter
def f(): return Counter("aab")`,
    tests: `from collections import Counter
r=f()
assert r==Counter(a=2,b=1) and r["zz"]==0 and r.most_common(1)==[("a",2)] and type(r) is Counter`,
  },
  {
    name: 'defaultdict lambda',
    source: `from collections import defaultdict
def f():
    d=defaultdict(lambda: [0]); d[1]=2; return d`,
    tests: `d=f()
assert d["x"]==[0] and d[1]==2 and dict(d)=={1:2,"x":[0]}`,
  },
  {
    name: 'ordereddict',
    source: `from collections import OrderedDict
def f():
    o=OrderedDict(a=1,b=2); o.move_to_end("a"); return o`,
    tests: `assert list(f())==["b","a"] and f().popitem(last=False)==("b",2)`,
  },
  {
    name: 'deque',
    source: `from collections import deque
def f(): return deque([1,2,3],maxlen=2)`,
    tests: `from collections import deque
d=f()
assert d==deque([2,3]) and d.maxlen==2
d.append(9)
assert list(d)==[3,9]`,
  },
  {
    name: 'dates',
    source: `import datetime
def f(k): return [datetime.date(2020,2,29), datetime.datetime(2020,1,1,12,tzinfo=datetime.timezone.utc), datetime.timedelta(days=1,seconds=5), datetime.time(1,2)][k]`,
    tests: `import datetime as d
assert f(0)==d.date(2020,2,29) and f(0).isoformat()=="2020-02-29"
assert f(1).tzinfo is d.timezone.utc
assert f(2).total_seconds()==86405
assert f(3)==d.time(1,2)`,
  },
  {
    name: 'date args',
    source: `def f(a,b): return (b-a).days`,
    tests: `from datetime import date
assert f(date(2020,1,1),date(2020,1,11))==10`,
  },
  {
    name: 'bytes-likes',
    source: `import array
def f(k): return [bytearray(b"ab"), memoryview(b"ab"), array.array("d",[1.5])][k]`,
    tests: `assert f(0)==b"ab" and f(0).decode()=="ab"
assert f(1)==b"ab" and f(1).tobytes()==b"ab"
assert list(f(2))==[1.5] and f(2)[0]==1.5`,
  },
  {
    name: 'dataclass',
    source: `from dataclasses import dataclass, field
@dataclass
class P:
    x: int
    y: list = field(default_factory=list)
    def norm(self): return abs(self.x)
    @property
    def twice(self): return self.x*2
def f(): return P(-3,[1])`,
    tests: `r=f()
assert r==P(-3,[1]) and r!=P(-3,[2]) and r.x==-3 and r.norm()==3 and r.twice==-6 and repr(r)=="P(x=-3, y=[1])"
from dataclasses import asdict, replace
assert asdict(r)=={"x":-3,"y":[1]}
r.x=5
assert r.norm()==5 and isinstance(r,P)`,
  },
  {
    name: 'dataclass frozen order',
    source: `from dataclasses import dataclass
@dataclass(frozen=True, order=True)
class P:
    x: int
    y: int = 0
def f(): return {P(2): "a", P(1): "b"}`,
    tests: `r=f()
assert sorted(r)==[P(1),P(2)] and r[P(1)]=="b"
try:
    P(1).x=3
    assert False
except AttributeError: pass`,
  },
  {
    name: 'dataclass nested tree',
    source: `from dataclasses import dataclass
from typing import Optional
@dataclass
class N:
    v: int
    next: "Optional[N]" = None
def f(n):
    h=None
    for i in reversed(range(n)): h=N(i,h)
    return h`,
    tests: `h=f(400)
out=[]
while h: out.append(h.v); h=h.next
assert out==list(range(400))`,
  },
  {
    name: 'dataclass mutating method',
    source: `from dataclasses import dataclass
@dataclass
class Acc:
    bal: int = 0
    def dep(self, n):
        self.bal += n
        return self
def f(): return Acc()`,
    tests: `a=f()
assert a.dep(5).bal==5 and a.bal==5 and a.dep(1) is a`,
  },
  {
    name: 'dataclass inherit',
    source: `from dataclasses import dataclass
@dataclass
class A:
    x: int
@dataclass
class B(A):
    y: int
def f(): return B(1,2)`,
    tests: `r=f()
assert isinstance(r,A) and isinstance(r,B) and r==B(1,2) and (r.x,r.y)==(1,2)`,
  },
]
