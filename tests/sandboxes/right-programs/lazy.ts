/** Iterators, generators and views: read by the tests as far as they like. */
import type { RightProgram } from './right-program.ts'

export const LAZY: readonly RightProgram[] = [
  {
    name: 'gen lazy infinite',
    source: `import itertools
def f():
    n=0
    while True:
        yield n
        n+=1`,
    tests: `from itertools import islice
assert list(islice(f(),100))==list(range(100))
g=f()
assert next(g)==0 and next(g)==1`,
  },
  {
    name: 'gen send',
    source: `def f():
    t=0
    while True:
        x = yield t
        t += x or 0`,
    tests: `g=f()
next(g)
assert g.send(5)==5
assert g.send(2)==7
g.close()`,
  },
  {
    name: 'gen throw return',
    source: `def f():
    try:
        yield 1
    except ValueError as e:
        yield str(e)
    return 9`,
    tests: `g=f()
assert next(g)==1
assert g.throw(ValueError("x"))=="x"
try:
    next(g)
    assert False
except StopIteration as e:
    assert e.value==9`,
  },
  {
    name: 'gen raises',
    source: `def f(n):
    for i in range(n):
        yield i
    raise KeyError("k")`,
    tests: `out=[]
try:
    for x in f(40): out.append(x)
    assert False
except KeyError as e:
    assert e.args==("k",)
assert out==list(range(40))`,
  },
  {
    name: 'gen big',
    source: `def f(n):
    for i in range(n): yield i`,
    tests: `assert sum(f(100000))==sum(range(100000))`,
  },
  {
    name: 'gen type',
    source: `def f(n):
    for i in range(n): yield i`,
    tests: `import types, inspect
from collections.abc import Iterator, Generator
g=f(3)
assert isinstance(g, types.GeneratorType) and inspect.isgenerator(g) and isinstance(g, Iterator)`,
  },
  {
    name: 'map type',
    source: `def f(n): return map(str, range(n))`,
    tests: `r=f(3)
assert isinstance(r, map)
assert iter(r) is r
assert list(r)==["0","1","2"]
assert list(r)==[]`,
  },
  {
    name: 'filter zip enumerate reversed',
    source: `def f(k): return [filter(None,[0,1,2]), zip([1,2],"ab"), enumerate("ab"), reversed([1,2])][k]`,
    tests: `assert list(f(0))==[1,2]
assert list(f(1))==[(1,"a"),(2,"b")]
assert dict(f(2))=={0:"a",1:"b"}
assert list(f(3))==[2,1]`,
  },
  {
    name: 'itertools',
    source: `import itertools
def f(): return itertools.combinations([1,2,3],2)`,
    tests: `assert set(f())=={(1,2),(1,3),(2,3)}`,
  },
  {
    name: 'groupby',
    source: `import itertools
def f(): return itertools.groupby("aab")`,
    tests: `assert [(k,list(g)) for k,g in f()]==[("a",["a","a"]),("b",["b"])]`,
  },
  {
    name: 'dict views',
    source: `def f(): return {1:2}.items()`,
    tests: `assert f()=={(1,2)}
assert dict(f())=={1:2}
assert len(f())==1 and (1,2) in f()`,
  },
  {
    name: 'range',
    source: `def f(): return range(3)`,
    tests: `assert f()==range(3) and len(f())==3`,
  },
]
