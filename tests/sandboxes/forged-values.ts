/** Values that would pass where their own code decides a comparison, and messages that no encoder writes: none passes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { pythonFunction } from '../helpers/sandbox-programs.ts'
import { FORGED_MESSAGES } from './forged-messages.ts'
import { BETWEEN, ENDED, HANDLED, TAKEN_APART, TRUSTED } from './forged-surroundings.ts'

/** Methods that make an object whatever a test would have it. `iter`, `len` and `call` say what is asked of the program. */
const EQUAL = `
    def __eq__(self, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __ne__ = __contains__ = __eq__
    def __hash__(self): return 0
    def __abs__(self): return 0
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __sub__
    def __float__(self): return 5.0
    def __bool__(self): return True
    def __getattr__(self, name): return lambda *a, **k: True`

const EVERYTHING = `class E:${EQUAL}
    def __iter__(self): return iter([self])
    def __len__(self): return 1
    def __getitem__(self, key): return self
`

const subclass = (base: string) => `class E(${base}):${EQUAL}\ndef f(): return E()`

const LIARS: Readonly<Record<string, string>> = {
  'an object equal to everything': `${EVERYTHING}def f(): return E()`,
  'a list of them': `${EVERYTHING}def f(): return [E()]`,
  'a dict of them': `${EVERYTHING}def f(): return {E(): E()}`,
  'a UserList of them': `${EVERYTHING}from collections import UserList\ndef f(): return UserList([E()])`,
  'a generator of them': `${EVERYTHING}def f():\n    while True: yield E()`,
  'its class': `${EVERYTHING}def f(): return E`,
  'a class whose class is equal to everything': `class M(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return 0
    def __instancecheck__(cls, other): return True
class E(metaclass=M): pass
def f(): return E`,
  'a function with methods': `def g(*a, **k): return True
for name in "startswith isdigit issubset equals count index is_integer".split(): setattr(g, name, g)
def f(): return g`,
  'a list of its own kind': subclass('list'),
  'a dict of its own kind': subclass('dict'),
  'a str of its own kind': subclass('str'),
  'an int of its own kind': subclass('int'),
  'a float of its own kind': subclass('float'),
  'a Decimal of its own kind': `from decimal import Decimal\n${subclass('Decimal')}`,
  'a Fraction of its own kind': `from fractions import Fraction\n${subclass('Fraction')}`,
  'a named tuple of its own kind': `from collections import namedtuple
class E(namedtuple("E", "x")):${EQUAL}
    x = property(lambda self: E(0))
def f(): return E(0)`,
  'a data class of its own kind': `from dataclasses import dataclass
@dataclass
class E:
    x: int = 0${EQUAL}
def f(): return E()`,
  'a member of an enumeration of its own kind': `import enum
class E(enum.IntEnum):
    A = 0
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def f(): return E.A`,
  'a member whose value is not its own': `import enum
class E(enum.IntEnum):
    A = 1
E.A._value_ = 5
def f(): return E.A`,
}

/** None may hold of any of them. Each liar is tried with some. */
const TESTS: readonly string[] = [
  'f() == 5',
  '5 == f()',
  'f() in (1, 5)',
  '5 in f()',
  '[f()] == [5]',
  'list(f()) == [5]',
  'abs(f() - 5) < 1e-6',
  'math.isclose(f(), 5)',
  'f().startswith("a")',
  'f()[0] == 5',
  'f().x == 5',
  'isinstance(f(), int) and f() == 5',
  'unittest.TestCase().assertEqual(f(), 5) is None',
  '{f()} == {5}',
  'next(f()) == 5',
]

const UNIT_TEST = `import unittest
class T(unittest.TestCase):
    def test(self): self.assertEqual(f(), 1)
result = unittest.TestResult()
unittest.defaultTestLoader.loadTestsFromTestCase(T)(result)
assert result.testsRun == 1 and result.wasSuccessful()`

/** [name, source, tests]. */
const ATTACKS: readonly (readonly [string, string, string])[] = [
  [
    'compares data classes that it fills itself',
    `from dataclasses import dataclass
@dataclass
class P:
    x: int = 0
    def __post_init__(self): self.x = 0
def f(): return P(0)`,
    'assert f() == P(5)',
  ],
  [
    'compares data classes without a field that counts',
    `from dataclasses import dataclass, field
@dataclass
class P:
    x: int = field(default=0, compare=False)
def f(): return P(0)`,
    'assert f() == P(5)',
  ],
  [
    'builds strings that hold nothing',
    `class S(str):
    def __new__(cls, text): return str.__new__(cls, "")
def f(): return S("x")`,
    'assert f() == S("abc")',
  ],
  [
    'builds one object for all',
    `class P:
    def __eq__(self, other): return isinstance(other, P)
    def __hash__(self): return 0
def f(): return P()`,
    'assert f() in [P()]',
  ],
  ['exits in a unit test', 'import sys\ndef f(): sys.exit(0)', UNIT_TEST],
  ['skips a unit test', 'import unittest\ndef f(): raise unittest.SkipTest("x")', UNIT_TEST],
  [
    'claims to skip a unit test',
    `class SkipTest(Exception): pass
SkipTest.__module__ = "unittest.case"
def f(): raise SkipTest("x")`,
    UNIT_TEST,
  ],
  ['ends the conversation', 'import sys\ndef f(): raise sys.modules["_evalkit_candidate"].Ended', UNIT_TEST],
  [
    'raises what claims a class',
    `class X(Exception):
    @property
    def __class__(self): return ValueError
def f(): raise X`,
    'try:\n    f()\n    assert False\nexcept ValueError: pass',
  ],
  [
    'raises what equals everything',
    `${EVERYTHING}def f(): raise ValueError(E())`,
    'try:\n    f()\n    assert False\nexcept ValueError as e: assert e.args == ("a",)',
  ],
  [
    'swallows an assertion in a function of the tests',
    `def f(callback):
    try: callback(1)
    except BaseException: pass`,
    'def callback(x): assert x == 2\nf(callback)',
  ],
  [
    'replaces a method of an object of the tests',
    `def f(o):
    for target in (o, type(o), o.__class__):
        try: target.check = lambda *a: True
        except Exception: pass`,
    `class A:
    def check(self, value): return value == 5
a = A()
assert a.check(f(a))`,
  ],
  [
    'replaces a method of a data class of the tests',
    `def f(p):
    try: p.check = lambda *a: True
    except Exception: pass`,
    `from dataclasses import dataclass
@dataclass
class P:
    x: int
    def check(self, value): return value == 5
p = P(1)
assert p.check(f(p))`,
  ],
  [
    'replaces the assertions of a mock',
    `def f(callback):
    for name in ("assert_called_once_with", "call_count", "reset_mock"):
        try: setattr(callback, name, lambda *a, **k: None)
        except Exception: pass
    try: callback.reset_mock()
    except Exception: pass`,
    'from unittest.mock import Mock\nm = Mock()\nf(m)\nm.assert_called_once_with(5)',
  ],
  [
    'returns a class that answers for its instances',
    `class E:
    def startswith(self, start): return True
    __contains__ = startswith
def f(*arguments): return E`,
    'assert f(1)().startswith("ab")',
  ],
  [
    'is a class that answers for its instances',
    `class f:
    def __init__(self, *arguments): pass
    def __contains__(self, item): return True
    startswith = __contains__`,
    'assert f(1).startswith("ab") or 5 in f(1)',
  ],
  [
    'puts what equals everything among the arguments',
    `${EVERYTHING}def f(d):
    d["expected"] = E()
    return 3`,
    'd = {"expected": 5}\nassert f(d) == d["expected"]',
  ],
]

/** Prints where it finds the secret of the tests, from what it was given. */
const SEARCH = `def f(given):
    names = """__globals__ __code__ __closure__ __self__ __func__ __wrapped__ __dict__ __builtins__ gi_frame gi_code
        f_globals f_locals f_back cr_frame _hidden __subclasses__ __mro__ __class__ __init__ method __module__""".split()
    def search(value, path):
        for name in names:
            try: found = getattr(value, name)
            except (AttributeError, TypeError): continue
            if "kan" + "ary" in repr(found): print("LEAK", *path, name)
            if len(path) < 2: search(found, [*path, name])
    search(given, [])
    return 0`

/** @param name with the reason, where the engine cannot run and its tests are skipped */
export function describeForgedValues(name: string, open: () => Promise<Sandbox>, skip = false): void {
  describe.skipIf(skip)(`${name}: forged`, () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await open()
    })
    afterAll(() => sandbox.close())

    const ends = async (source: string, tests: string) => sandbox.run(pythonFunction(source, tests))

    it.each(Object.entries(LIARS).map(([name, source], index) => [name, source, index] as const))(
      '%s passes no test',
      async (_, source, index) => {
        for (const [at, test] of TESTS.entries()) {
          if ((at + index) % 3 !== 0) continue
          const tests = `import math, unittest\nassert ${test}`
          expect((await ends(source, tests)).outcome, test).not.toBe('passed')
        }
      },
    )

    it.each(ATTACKS)('a program that %s does not pass', async (_, source, tests) => {
      expect((await ends(source, tests)).outcome).toMatch(/^(failed|error|unencodable)$/)
    })

    it.each(TAKEN_APART)('a program that %s does not pass', async (_, source, tests) => {
      for (const test of tests) expect((await ends(source, test)).outcome, test).toMatch(/^(failed|error|unencodable)$/)
    })

    it.each(TRUSTED)('but one that has %s does pass', async (_, source, tests) => {
      expect(await ends(source, tests)).toMatchObject({ outcome: 'passed', detail: '' })
    })

    it.each(HANDLED)('but one whose exception is handled does pass: %s', async (_, source, tests) => {
      expect(await ends(source, tests)).toMatchObject({ outcome: 'passed', detail: '' })
    })

    it('an exception that ends a loop of the tests is no pass', async () => {
      const source = 'def f(x):\n    if x == 2 or f.always: raise StopIteration\n    return 2\nf.always = True'
      const tests = [
        ...ENDED.map((test) => `import itertools\nassert ${test}`),
        ...BETWEEN.map((test) => `import contextlib\ndef right(x):\n    ${test}\nassert all(map(right, [1]))`),
      ]
      for (const test of tests)
        expect(await ends(source, test), test).toMatchObject({
          outcome: expect.stringMatching(/^(error|unencodable)$/),
          detail: expect.stringMatching(/StopIteration/),
        })
      const second = source.replace('True', 'False')
      expect((await ends(second, 'assert all(map(lambda x: f(x) == 2 * x, [1, 2]))')).outcome).not.toBe('passed')
    })

    it.each(FORGED_MESSAGES)('a message that %s is no value', async (_, message, tests) => {
      const source = `import sys
wire = sys.modules["_evalkit_wire"]
wire.Writer.text = lambda self, *more: ${JSON.stringify(JSON.stringify(message))}
def f(*arguments): return 5`
      for (const test of tests) expect((await ends(source, test)).outcome, test).toMatch(/^(failed|error|unencodable)$/)
    })

    it.each([
      ['a function', 'lambda x: x'],
      ['a generator', '(x for x in secret)'],
      ['an object', 'A()'],
      ['a class', 'A'],
      ['a bound method', 'A().method'],
      ['a mock', 'Mock(return_value=1)'],
    ])('%s of the tests leads nowhere', async (_, argument) => {
      const tests = `from unittest.mock import Mock
secret = "kanary"
class A:
    def __init__(self): self._hidden = secret
    def method(self): pass
assert f(${argument}) == 1`
      expect(await ends(SEARCH, tests)).toMatchObject({ outcome: 'failed', output: '' })
    })
  })
}
