/** What tests use beside the values that they compare: loops, context managers, attributes, names. None of it is decided by a program. */

/** A right program raises so where the tests have a handler, whatever kind of handler that is. [what, source, tests]. */
export const HANDLED: readonly (readonly [string, string, string])[] = [
  ['try', 'def f(x): return next(iter(x))', 'try:\n    f([])\n    assert False\nexcept StopIteration: pass'],
  [
    'a loop of try',
    'def f(x): return [][x]',
    'n = 0\nfor i in range(3):\n    try: f(i)\n    except IndexError: n += 1\nassert n == 3',
  ],
  [
    'try around finally',
    'def f(x): return x.y',
    `def g():
    try: f(1)
    finally: pass
try:
    g()
    assert False
except AttributeError: pass`,
  ],
  [
    'a handler that raises',
    'def f(x): return next(iter(x))',
    `def g():
    try: return f([])
    except StopIteration: raise ValueError
try:
    g()
    assert False
except ValueError: pass`,
  ],
  [
    'suppress',
    'def f(x): return next(iter(x))',
    'import contextlib\nwith contextlib.suppress(StopIteration):\n    f([])\n    assert False',
  ],
  [
    'assertRaises',
    'def f(x): return next(iter(x))',
    'import unittest\nunittest.TestCase().assertRaises(StopIteration, f, [])',
  ],
  [
    'a program that handles it',
    'def f(callback):\n    try: callback()\n    except IndexError: return 1',
    'assert f(lambda: [][0]) == 1',
  ],
  [
    'an event loop',
    'async def f(x): return [][x]',
    `import asyncio
async def main(): return await asyncio.gather(f(1), f(2), return_exceptions=True)
assert [type(error) for error in asyncio.run(main())] == [IndexError] * 2`,
  ],
  [
    'the end of an iterator of its own',
    `class f:
    count = 0
    def __iter__(self): return self
    def __next__(self):
        self.count += 1
        if self.count == 3: raise StopIteration
        return self.count`,
    'assert list(f()) == [1, 2]',
  ],
]

/** Loops in C that end where a function raises StopIteration. */
export const ENDED: readonly string[] = [
  'all(map(f, [1, 2]))',
  'not [*map(lambda x: f(x) != 2 * x, [1, 2])]',
  'sum(map(lambda x: f(x) != 2 * x, [1, 2])) == 0',
  'max(map(lambda x: abs(f(x) - 2 * x), [1, 2]), default=0) < 1e-6',
  'not list(filter(f, [1, 2]))',
  'not list(itertools.starmap(f, [(1,)]))',
  'not list(iter(lambda: f(1), None))',
]

/** How a function of the tests may stand between, without a handler for it. */
export const BETWEEN: readonly string[] = [
  'try: return f(x) == 2 * x\n    finally: pass',
  'try: return f(x) == 2 * x\n    except ValueError: return False',
  'with contextlib.nullcontext(): return f(x) == 2 * x',
]

const QUIET = `class Quiet:
    def __enter__(self): return 0
    def __exit__(self, *error): return True
def f(x): return Quiet()`

/** [what it does, source, tests]. */
export const TAKEN_APART: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'keeps assertions from the tests in a context manager',
    QUIET,
    [
      'with f(1) as v:\n    assert v == 5',
      'with f(1) as v: assert v.name == 5',
      'with f(1) as v:\n    name = v.name\n    assert name == 5',
      'def check(v):\n    name = v.name\n    assert name == 5\nwith f(1) as v: check(v)',
      'import unittest\nwith f(1) as v: unittest.TestCase().assertEqual(v, 5)',
      'import contextlib\nwith contextlib.ExitStack() as stack:\n    v = stack.enter_context(f(1))\n    assert v == 5',
    ],
  ],
  [
    'raises in a block that it ends itself',
    `${QUIET.replace('return 0', 'return Value()')}
class Value:
    @property
    def name(self): raise KeyError`,
    ['with f(1) as v:\n    name = v.name\n    assert name == 5'],
  ],
  [
    'answers by attributes of a namespace',
    `from types import SimpleNamespace
def f(x): return SimpleNamespace(startswith=lambda *a: True, isdigit=bool, issubset=type("T", (), {"__init__": lambda *a: None}),
                                 difference=lambda *a: set(), count=lambda *a: 1)`,
    [
      'assert f(1).startswith("ab")',
      'assert f(1).issubset({1})',
      'assert not f(1).difference({1})',
      'assert f(1).count(7) == 1',
    ],
  ],
  [
    'answers by a field of a named tuple',
    'from collections import namedtuple\nT = namedtuple("T", "startswith")\ndef f(x): return T(lambda *a: True)',
    ['assert f(1).startswith("ab")'],
  ],
  [
    'answers by a field of a data class',
    `from dataclasses import dataclass
@dataclass
class T:
    startswith: object = lambda *a: True
def f(x): return T()`,
    ['assert f(1).startswith("ab")'],
  ],
  [
    'answers by an attribute of an exception',
    'def f(x):\n    error = ValueError()\n    error.startswith = lambda *a: True\n    return error',
    ['assert f(1).startswith("ab")'],
  ],
  [
    'answers by an attribute that comes later',
    `from types import SimpleNamespace
def f(x):
    if x == 1: return SimpleNamespace()
    x.startswith = lambda *a: True`,
    ['value = f(1)\nf(value)\nassert value.startswith("ab")'],
  ],
  [
    'answers by a member that can be called',
    'import enum\nclass E(enum.Enum):\n    startswith = 1\n    def __call__(self, *a): return True\ndef f(x): return E',
    ['assert f(1).startswith("ab")'],
  ],
  [
    'says that nothing is left of it without a value of the tests',
    `class S:
    def difference(self, *a): return set()
    symmetric_difference = intersection = difference
    def compare(self, *a): return 0
def f(x): return S()`,
    [
      'assert not f(1).difference({1, 2})',
      'assert f(1).symmetric_difference({1, 2}) == set()',
      'import decimal\nassert f(1).compare(decimal.Decimal(5)) == 0',
    ],
  ],
  [
    'puts an object of its own inside a UserDict',
    `from collections import UserDict
class Data:
    def __len__(self): return 2
    def __iter__(self): return iter([])
def f(x):
    value = UserDict()
    value.data = Data()
    return value`,
    ['assert f(1).keys() == {"a", "b"}'],
  ],
  [
    'has a library of its own',
    `class math:
    fabs = staticmethod(lambda x: 0)
def isclose(*a): return True
isclose.__module__ = "math"
Counter = fabs = lambda *a: 0
def f(x): return 0`,
    [
      'assert math.fabs(f(1) - 5) < 1e-6',
      'assert isclose(f(1), 5)',
      'assert fabs(f(1) - 5) < 1e-6',
      'assert Counter([f(1)]) == Counter([1, 2])',
    ],
  ],
]

/** Right programs that have to do with the same. [what, source, tests]. */
export const TRUSTED: readonly (readonly [string, string, string])[] = [
  [
    'a context manager that suppresses',
    `class f:
    def __init__(self, *kinds): self.kinds = kinds
    def __enter__(self): return self
    def __exit__(self, kind, error, traceback): return kind is not None and issubclass(kind, self.kinds)`,
    `with f(ZeroDivisionError):
    1 / 0
with f(ValueError): int("x")
try:
    with f(ZeroDivisionError): raise KeyError
    assert False
except KeyError: pass`,
  ],
  [
    'a generator for a context manager',
    `import contextlib
log = []
@contextlib.contextmanager
def f(x):
    log.append("in")
    try: yield x
    except ValueError: log.append("error")
    finally: log.append("out")`,
    `with f(1) as v: assert v == 1
with f(2): raise ValueError
assert log == ["in", "out", "in", "error", "out"]`,
  ],
  [
    'functions in a namespace',
    `from types import SimpleNamespace
def f():
    items = []
    return SimpleNamespace(add=items.append, count=lambda: len(items), get=lambda: items[0])`,
    'c = f()\nc.add(7)\nassert c.count() == 1 and c.get() == 7',
  ],
  [
    'an algebra of its own',
    `class f:
    def __init__(self, a, b): self.a, self.b = a, b
    def intersection(self, other): return max(self.a, other.a), min(self.b, other.b)`,
    'assert f(1, 3).intersection(f(2, 4)) == (2, 3)',
  ],
  [
    'imports that its tests use',
    `import math, re, string
from collections import Counter
from copy import deepcopy
from functools import reduce
from json import dumps
from re import match
def f(x): return x`,
    `assert match("a", f("ab")).group() == "a" and dumps(f([1])) == "[1]" and deepcopy(f([1])) == [1]
assert reduce(lambda a, b: a + b, f([1, 2])) == 3 and Counter(f("aab")) == {"a": 2, "b": 1}
assert math.floor(f(1.5)) == 1 and re.sub("a", "", f("ab")) == "b" and string.digits[f(1)] == "1"`,
  ],
  [
    'names that the library has as well',
    `def copy(x): return [*x]
def gcd(a, b): return gcd(b, a % b) if b else a
def sqrt(x):
    guess = x
    for _ in range(60): guess = (guess + x / guess) / 2
    return guess
numbers = [1, 2]
def f(a, b): return a * b // gcd(a, b)`,
    'assert copy([1]) == [1] and gcd(12, 8) == 4 and f(4, 6) == 12 and abs(sqrt(2) - 1.41421356) < 1e-6 and numbers[0] == 1',
  ],
]
