/** Exceptions with their messages, arguments and attributes; classes of exceptions of the program’s own. */
import type { RightProgram } from './right-program.ts'

export const EXCEPTIONS: readonly RightProgram[] = [
  {
    name: 'own exception',
    source: `class E(ValueError):
    def __init__(self,a,b):
        super().__init__(f"{a} < {b}")
        self.a=a; self.b=b
def f(): raise E(1,2)`,
    tests: `try:
    f()
    assert False
except E as e:
    assert str(e)=="1 < 2" and e.a==1 and e.b==2 and isinstance(e,ValueError) and type(e).__name__=="E"`,
  },
  {
    name: 'own exception __str__',
    source: `class E(Exception):
    def __init__(self,a): self.a=a
    def __str__(self): return "E:"+str(self.a)
def f(): raise E(1)`,
    tests: `try:
    f()
    assert False
except Exception as e:
    assert str(e)=="E:1"`,
  },
  {
    name: 'assertRaises',
    source: `def f(x):
    if x<0: raise ValueError("neg")
    return x`,
    tests: `import unittest
t=unittest.TestCase()
t.assertRaises(ValueError,f,-1)
with t.assertRaises(ValueError) as c: f(-2)
assert str(c.exception)=="neg"
with t.assertRaisesRegex(ValueError,"ne"): f(-3)
t.assertEqual(f(1),1)`,
  },
  {
    name: 'json error',
    source: `import json
def f(s): return json.loads(s)`,
    tests: `import json
try:
    f("{")
    assert False
except json.JSONDecodeError as e:
    assert "Expecting" in str(e) and e.pos==1`,
  },
  {
    name: 'zero div',
    source: `def f(a,b): return a/b`,
    tests: `try:
    f(1,0)
    assert False
except ZeroDivisionError as e:
    assert "division" in str(e)`,
  },
  {
    name: 'unicode error',
    source: String.raw`def f(): return b"\xff".decode()`,
    tests: `try:
    f()
    assert False
except UnicodeDecodeError as e:
    assert e.start==0`,
  },
  {
    name: 'decimal exc',
    source: `from decimal import Decimal
def f(): return Decimal("x")`,
    tests: `from decimal import InvalidOperation
try:
    f()
    assert False
except InvalidOperation: pass`,
  },
  {
    name: 'systemexit',
    source: `import sys
def f(): sys.exit(3)`,
    tests: `try:
    f()
    assert False
except SystemExit as e:
    assert e.code==3`,
  },
  {
    name: 'exception returned',
    source: `def f(): return ValueError("x")`,
    tests: `assert isinstance(f(),ValueError) and f().args==("x",)`,
  },
  {
    name: 'exception cls hierarchy',
    source: `class Base(Exception): pass
class A(Base, KeyError): pass
def f(): raise A("k")`,
    tests: `try:
    f()
    assert False
except Base: pass
assert issubclass(A,KeyError) and issubclass(A,Base)`,
  },
]
