/** Python programs that try to forge a pass. Numbers are those of the project's attack list. */
import type { Attack } from './attack.ts'

/** The class of an object that passes 157 of HumanEval's 164 problems where it is compared in the tests' own interpreter. */
export const EQUAL_TO_ALL = `class E:
    def __eq__(self, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __ne__ = __eq__
    def __hash__(self): return 0
    def __abs__(self): return 0
    def __sub__(self, other): return self`

export const FAKING: readonly Attack[] = [
  {
    name: 'F1 exits',
    body: `import sys
sys.exit(0)`,
    outcomes: ['error'],
  },
  {
    name: 'F3 walks up the frames',
    body: `import sys, os
frame = sys._getframe()
while frame:
    for name, value in {**frame.f_globals, **frame.f_locals}.items():
        if isinstance(value, list): value.append("passed")
    frame = frame.f_back
os._exit(0)`,
    outcomes: ['crashed'],
  },
  {
    name: 'F4 returns what equals everything',
    body: `${EQUAL_TO_ALL}
return E()`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F5 replaces the check',
    body: `import sys, builtins
builtins.abs = lambda x: 0
builtins.AssertionError = Warning
frame = sys._getframe()
while frame:
    frame.f_globals["check"] = lambda *a: None
    frame = frame.f_back`,
    outcomes: ['failed'],
  },
  {
    name: 'F6 writes success everywhere',
    body: `import os
print("P"); print("passed")
for fd in list(range(1, 30)) + [1000]:
    try: os.write(fd, b"P")
    except OSError: pass`,
    outcomes: ['failed'],
    native: ['crashed'],
  },
  {
    name: 'F7 jumps over asserts',
    body: `import sys
def trace(frame, event, arg):
    try: frame.f_lineno += 1
    except ValueError: pass
    return trace
sys.settrace(trace)
for frame in [sys._getframe(1), sys._getframe(0)]: frame.f_trace = trace
return 1`,
    outcomes: ['timeout'],
    native: ['crashed', 'error', 'failed', 'timeout'],
  },
  {
    name: 'F8 replaces the encoder',
    body: `import json, builtins, sys
wire = sys.modules["_evalkit_wire"]
for name in ("text", "pack", "pack_all"): setattr(wire.Writer, name, lambda *a: "P")
for name in ("value", "unpack"): setattr(wire.Reader, name, lambda *a: ["function", "double_all", [[]], {}])
json.dumps = lambda *a, **k: '["l", 2, 4, 6]'
builtins.exec = builtins.repr = lambda *a: "P"`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F9 returns a list of its own kind',
    body: `class L(list):
    def __eq__(self, other): return True
return L()`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F9 returns numbers of its own kind',
    body: `class N(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
return [N(0)] * 3`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F10 returns odd keys',
    body: `${EQUAL_TO_ALL}
return {E(): 1}`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F11 returns what looks encoded',
    body: 'return {"l": [2, 4, 6]}',
    outcomes: ['failed'],
  },
  {
    name: 'F13 raises AssertionError',
    body: 'raise AssertionError("passed")',
    outcomes: ['error'],
  },
  {
    name: 'F13 raises StopIteration',
    body: 'raise StopIteration([2, 4, 6])',
    outcomes: ['error'],
  },
  {
    name: 'F16 describes a class that is asked whether it is equal',
    body: `import sys
sys.modules["_evalkit_wire"].Writer.text = lambda *a: (
    '[["O",["C",0,"P","object",null,false,[],["__eq__"],[],false,["l"]],1],[],[]]')`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F17 yields what equals everything',
    body: `${EQUAL_TO_ALL}
yield E()`,
    outcomes: ['failed'],
  },
  {
    name: 'F18 returns a named tuple of its own kind',
    body: `from collections import namedtuple
class T(namedtuple("T", "x y z")):
    def __eq__(self, other): return True
return T(0, 0, 0)`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F18 returns a Decimal of its own kind',
    body: `from decimal import Decimal
class D(Decimal):
    def __eq__(self, other): return True
return D(0)`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F18 returns a member of an enumeration of its own kind',
    body: `import enum
class M(enum.Enum):
    A = 0
    def __eq__(self, other): return True
return M.A`,
    outcomes: ['unencodable'],
  },
  {
    name: 'F19 changes its argument into what equals everything',
    body: `${EQUAL_TO_ALL}
numbers.append(E())
return numbers`,
    outcomes: ['failed'],
  },
  {
    name: 'F20 raises what claims to be another exception',
    body: `class X(Exception):
    @property
    def __class__(self): return AssertionError
    def __eq__(self, other): return True
raise X("passed")`,
    outcomes: ['error'],
  },
  {
    name: 'F21 asks the tests for what they have not lent',
    body: `import sys
ask = sys.modules["_evalkit_candidate"].ask
for request in ('P', '{}', '["call",["Y",0],[],[],[]]', '["get",["G","builtins.int"],["__class__"],[],[]]'):
    print(ask(request))`,
    outcomes: ['failed'],
  },
  {
    name: 'F22 ends the loop of its tests',
    body: 'raise StopIteration',
    tests: `cases = [([1], [2]), ([2], [4])]
assert all(map(lambda case: double_all(case[0]) == case[1], cases))`,
    outcomes: ['error'],
  },
  {
    name: 'F22 ends an iterator of its tests',
    body: 'raise IndexError',
    tests: `class Cases:
    def __getitem__(self, index):
        if index == 3: raise IndexError
        assert double_all([index]) == [2 * index]
for case in Cases(): pass`,
    outcomes: ['error'],
  },
  {
    name: 'F22 cancels the task that calls it',
    body: `import asyncio
raise asyncio.CancelledError`,
    tests: `import asyncio
async def check(): assert double_all([1]) == [2]
async def main(): await asyncio.wait([asyncio.ensure_future(check())])
asyncio.run(main())`,
    outcomes: ['error'],
  },
  {
    name: 'F23 answers with no answer',
    body: `import sys
sys.modules["_evalkit_candidate"].call.__code__ = (lambda request: "Q").__code__
return 1`,
    tests: `for _ in range(2):
    try: double_all([1])
    except BaseException: pass`,
    outcomes: ['crashed'],
  },
  {
    name: 'F24 keeps assertions from its tests',
    body: `class Quiet:
    def __enter__(self): return 0
    def __exit__(self, *error): return True
return Quiet()`,
    tests: 'with double_all([1]) as value:\n    assert value == [2]',
    outcomes: ['unencodable'],
  },
  {
    name: 'F25 answers by attributes that have travelled',
    body: `from types import SimpleNamespace
return SimpleNamespace(startswith=lambda start: True)`,
    tests: 'assert double_all("a").startswith("aa")',
    outcomes: ['unencodable'],
  },
]
