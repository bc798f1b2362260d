/** Arguments changed in place, aliases, and structures that share or hold themselves. */
import type { RightProgram } from './right-program.ts'

export const CHANGES: readonly RightProgram[] = [
  {
    name: 'inplace sort',
    source: `def f(a): a.sort()`,
    tests: `x=[3,1,2]
assert f(x) is None
assert x==[1,2,3]`,
  },
  {
    name: 'inplace nested',
    source: `def f(m):
    for r in m: r.reverse()
    m.append([9])`,
    tests: `x=[[1,2],[3,4]]
row=x[0]
f(x)
assert x==[[2,1],[4,3],[9]] and x[0] is row`,
  },
  {
    name: 'inplace dict set',
    source: `def f(d,s):
    d["a"]["b"]=1; s.add(3); del d["z"]`,
    tests: `d={"a":{},"z":1}; s={1}
f(d,s)
assert d=={"a":{"b":1}} and s=={1,3}`,
  },
  {
    name: 'inplace raises',
    source: `def f(a):
    a.append(1)
    raise ValueError("bad", 3)`,
    tests: `x=[]
try:
    f(x)
    assert False
except ValueError as e:
    assert str(e)=="('bad', 3)" and e.args==("bad",3)
assert x==[1]`,
  },
  {
    name: 'returns arg',
    source: `def f(a):
    a.append(1)
    return a`,
    tests: `x=[]
y=f(x)
assert y is x and x==[1]`,
  },
  {
    name: 'returns copy',
    source: `def f(a): return a[:]`,
    tests: `x=[1]
assert f(x)==x and f(x) is not x`,
  },
  {
    name: 'identity of element',
    source: `def f(a): return a[1]`,
    tests: `x=[[1],[2]]
assert f(x) is x[1]`,
  },
  {
    name: 'shared rows',
    source: `def f(n): return [[0]*n]*n`,
    tests: `r=f(2)
r[0][0]=5
assert r==[[5,0],[5,0]] and r[0] is r[1]`,
  },
  {
    name: 'cyclic',
    source: `def f():
    a=[1]; a.append(a); return a`,
    tests: `r=f()
assert r[1] is r and r[0]==1`,
  },
  {
    name: 'cyclic arg',
    source: `def f(a): return a[0] is a`,
    tests: `a=[]; a.append(a)
assert f(a) is True`,
  },
  {
    name: 'bytearray inplace',
    source: `def f(b): b[0]=120`,
    tests: `b=bytearray(b"abc")
f(b)
assert b==b"xbc"`,
  },
  {
    name: 'set of frozensets',
    source: `def f(): return {frozenset({1,2}),frozenset()}`,
    tests: `assert f()=={frozenset({2,1}),frozenset()}`,
  },
  {
    name: 'kwargs',
    source: `def f(a,*,b=2,**k): return (a,b,k)`,
    tests: `assert f(1,b=3,c=4)==(1,3,{"c":4})`,
  },
]
