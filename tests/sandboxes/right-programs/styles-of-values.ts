/** As models and data sets write programs and tests: values, exceptions, callables. */
import type { RightProgram } from './right-program.ts'

export const STYLES_OF_VALUES: readonly RightProgram[] = [
  {
    name: 'generator accumulates by send',
    source: `def f():
    total = 0
    while True:
        x = yield total
        if x is None:
            return total
        total += x`,
    tests: `g = f()
assert next(g) == 0
assert g.send(5) == 5
assert g.send(7) == 12
try:
    g.send(None)
except StopIteration as e:
    assert e.value == 12
else:
    assert False`,
    wrong: ['total += x', 'total += x + 1'],
  },
  {
    name: 'batches of generator of lists',
    source: `def f(xs, n):
    batch = []
    for x in xs:
        batch.append(x)
        if len(batch) == n:
            yield batch
            batch = []
    if batch:
        yield batch`,
    tests: `assert list(f(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
assert list(f([], 3)) == []
assert next(f(iter([1, 2, 3, 4]), 2)) == [1, 2]`,
  },
  {
    name: 'namedtuple many uses',
    source: `from collections import namedtuple
Point = namedtuple('Point', ['x', 'y'])
def f(a, b): return Point(a, b)`,
    tests: `p = f(1, 2)
assert p == (1, 2) and p.x == 1 and p[1] == 2 and p._asdict() == {'x': 1, 'y': 2} and p._replace(x=5) == (5, 2)
assert repr(p) == 'Point(x=1, y=2)' and p._fields == ('x', 'y') and isinstance(p, tuple) and len(p) == 2
x, y = p
assert x + y == 3 and hash(p) == hash((1, 2)) and p < (1, 3) and p + (3,) == (1, 2, 3)
assert Point(1, 2) == p and Point._make([1, 2]) == p and p == Point(x=1, y=2)
assert type(p).__name__ == 'Point'
assert sorted([f(2, 1), f(1, 2)])[0] == p
assert {p: 1}[(1, 2)] == 1
assert str(p) == 'Point(x=1, y=2)'`,
    wrong: ['Point(a, b)', 'Point(b, a)'],
  },
  {
    name: 'enum with tuple values and init',
    source: `from enum import Enum
class Planet(Enum):
    EARTH = (5.976e24, 6.37814e6)
    MARS = (6.421e23, 3.3972e6)
    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius
    @property
    def gravity(self): return 6.673e-11 * self.mass / self.radius ** 2
def f(n): return Planet[n]`,
    tests: `assert abs(f('EARTH').gravity - 9.8) < 0.1
assert f('MARS').mass == 6.421e23 and f('MARS').value == (6.421e23, 3.3972e6)
assert f('EARTH') is Planet.EARTH
assert [p.name for p in Planet] == ['EARTH', 'MARS']`,
    wrong: ['self.mass = mass', 'self.mass = radius'],
  },
  {
    name: 'Decimal context',
    source: `from decimal import Decimal, getcontext, localcontext
def f(n):
    with localcontext() as c:
        c.prec = n
        return Decimal(1) / Decimal(7)`,
    tests: `from decimal import Decimal
assert str(f(5)) == '0.14286' and f(3) == Decimal('0.143')
assert f(50) == Decimal('0.14285714285714285714285714285714285714285714285714')`,
  },
  {
    name: 'aware dates',
    source: `from datetime import datetime, timezone, timedelta
def f(h): return datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=h)))`,
    tests: `from datetime import timezone, datetime, timedelta
assert f(0) == datetime(2024, 1, 1, 12, tzinfo=timezone.utc)
assert f(2).astimezone(timezone.utc).hour == 10 and f(2) < f(0) and f(2).utcoffset() == timedelta(hours=2)
assert f(5).isoformat() == '2024-01-01T12:00:00+05:00' and f(0).tzinfo == timezone.utc
assert f(0).timestamp() == 1704110400.0`,
  },
  {
    name: 'nested defaultdict',
    source: `from collections import defaultdict
def tree(): return defaultdict(tree)
def f():
    t = tree()
    t['a']['b']['c'] = 1
    return t`,
    tests: `import json
assert f()['a']['b']['c'] == 1
assert f() == {'a': {'b': {'c': 1}}}
assert json.dumps(f()) == '{"a": {"b": {"c": 1}}}'
t = f()
t['x']['y'] = 2
assert t['x'] == {'y': 2}`,
  },
  {
    name: 'dict subclass with missing',
    source: `class D(dict):
    def __missing__(self, k): return k * 2
def f(): return D(a=1)`,
    tests: "assert f()['a'] == 1 and f()['b'] == 'bb' and f() == {'a': 1} and f().get('z') is None",
  },
  {
    name: 'own exception hierarchy',
    source: `class AppError(Exception):
    code = 500
class NotFound(AppError):
    code = 404
    def __str__(self): return f'[{self.code}] {self.args[0]}'
def f(k):
    if k: raise NotFound('page')
    raise AppError('x', 1)`,
    tests: `for k, kind, code in [(1, NotFound, 404), (0, AppError, 500)]:
    try:
        f(k)
        assert False
    except AppError as e:
        assert type(e) is kind and e.code == code
try:
    f(1)
except NotFound as e:
    assert str(e) == '[404] page'
try:
    f(0)
except NotFound:
    assert False
except AppError as e:
    assert e.args == ('x', 1)`,
    wrong: ['code = 404', 'code = 405'],
  },
  {
    name: 'exception cause and context',
    source: `def f(k):
    try:
        {}['a']
    except KeyError as e:
        if k == 0: raise RuntimeError('wrapped') from e
        if k == 1: raise RuntimeError('wrapped') from None
        raise RuntimeError('wrapped')`,
    tests: `try: f(0)
except RuntimeError as e: assert isinstance(e.__cause__, KeyError) and e.__cause__.args == ('a',)
try: f(1)
except RuntimeError as e: assert e.__cause__ is None and e.__suppress_context__
try: f(2)
except RuntimeError as e: assert isinstance(e.__context__, KeyError) and e.__cause__ is None`,
  },
  {
    name: 'exception notes',
    source: `def f():
    e = ValueError('v')
    e.add_note('note 1')
    raise e`,
    tests: `try: f()
except ValueError as e: assert e.__notes__ == ['note 1']`,
    wrong: ["'note 1'", "'note 2'"],
  },
  {
    name: 'exception group split',
    source: "def f(): raise ExceptionGroup('g', [ValueError(1), KeyError('k'), ExceptionGroup('h', [ValueError(2)])])",
    tests: `got = []
try:
    f()
except* ValueError as g:
    got.append(len(g.exceptions))
except* KeyError as g:
    got.append(str(g.exceptions[0]))
assert got == [2, "'k'"]`,
  },
  {
    name: 'same exception object comes back',
    source: 'def f(e): raise e',
    tests: `err = ValueError('mine')
try:
    f(err)
except ValueError as e:
    assert e is err`,
    wrong: ['raise e', 'raise type(e)(*e.args)'],
  },
  {
    name: 'test exceptions pass through the program',
    source: `def f(fn, times):
    for i in range(times):
        try: return fn()
        except ValueError: last = i
    raise RuntimeError('gave up')`,
    tests: `n = 0
def flaky():
    global n
    n += 1
    if n < 3: raise ValueError('again')
    return 'done'
assert f(flaky, 5) == 'done' and n == 3
class Mine(Exception): pass
def bad(): raise Mine('m')
try:
    f(bad, 2)
    assert False
except Mine as e:
    assert e.args == ('m',)`,
  },
  {
    name: 'unittest style',
    source: `def f(a, b):
    if b == 0: raise ZeroDivisionError('no')
    return a / b`,
    tests: `import unittest
class TestF(unittest.TestCase):
    def setUp(self): self.x = 6
    def test_div(self): self.assertEqual(f(self.x, 3), 2)
    def test_almost(self): self.assertAlmostEqual(f(1, 3), 0.3333333, places=6)
    def test_raise(self):
        with self.assertRaises(ZeroDivisionError) as c: f(1, 0)
        self.assertEqual(str(c.exception), 'no')
    def test_regex(self): self.assertRaisesRegex(ZeroDivisionError, 'n.', f, 1, 0)
    def test_sub(self):
        for i in range(1, 4):
            with self.subTest(i=i): self.assertEqual(f(i, i), 1)
    def test_type(self): self.assertIsInstance(f(4, 2), float); self.assertIn(f(4, 2), [2.0]); self.assertTrue(f(1, 1)); self.assertIsNone(None)
suite = unittest.TestLoader().loadTestsFromTestCase(TestF)
result = unittest.TextTestRunner(verbosity=0).run(suite)
assert result.wasSuccessful() and result.testsRun == 6`,
    wrong: ['return a / b', 'return a // b'],
  },
  {
    name: 'unittest main exits',
    source: 'def f(a): return a + 1',
    tests: `import unittest
class T(unittest.TestCase):
    def test(self): self.assertEqual(f(1), 2)
try:
    unittest.main(argv=['x'])
except SystemExit as e:
    assert not e.code`,
    wrong: ['a + 1', 'a + 2'],
  },
  {
    name: 'unittest module main',
    source: 'def f(a): return a + 1',
    tests: `import unittest
class T(unittest.TestCase):
    def test(self): self.assertEqual(f(1), 2)
    def test2(self): self.assertListEqual([f(1)], [2]); self.assertDictEqual({'a': f(1)}, {'a': 2}); self.assertCountEqual([f(1), f(2)], [3, 2]); self.assertGreater(f(1), 1)
result = unittest.main(argv=[''], exit=False, verbosity=0).result
assert result.testsRun == 2 and result.wasSuccessful()`,
    wrong: ['a + 1', 'a + 2'],
  },
  {
    name: 'doctest run_docstring_examples',
    source: `def f(a):
    """
    >>> f(1)
    2
    """
    return a + 1`,
    tests: `import doctest, io, contextlib
out = io.StringIO()
with contextlib.redirect_stdout(out):
    doctest.run_docstring_examples(f, {'f': f})
assert out.getvalue() == '', out.getvalue()`,
    wrong: ['return a + 1', 'return a + 2'],
  },
  {
    name: 'function attributes',
    source: `def f(x):
    f.calls += 1
    return x
f.calls = 0`,
    tests: `f(1); f(2)
assert f.calls == 2
f.calls = 0
f(1)
assert f.calls == 1`,
    wrong: ['f.calls += 1', 'f.calls += 2'],
  },
  {
    name: 'candidate name and wrapper',
    source: `import functools
def deco(fn):
    @functools.wraps(fn)
    def w(*a, **k):
        "wrapper"
        return fn(*a, **k)
    return w
@deco
def f(a):
    "the doc"
    return a`,
    tests: `assert f.__name__ == 'f' and f.__doc__ == 'the doc' and f(3) == 3 and f.__wrapped__(4) == 4
import inspect
assert list(inspect.signature(f).parameters) == ['a']`,
  },
  {
    name: 'closures with state',
    source: `def f(start=0):
    n = start
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get`,
    tests: `inc, get = f()
assert inc() == 1 and inc(5) == 6 and get() == 6
inc2, get2 = f(10)
assert inc2() == 11 and get() == 6
assert callable(inc) and inc.__name__ == 'inc'`,
  },
  {
    name: 'timing decorator and wraps of test function',
    source: `import functools, time
def f(fn):
    @functools.wraps(fn)
    def w(*a, **k):
        t = time.perf_counter()
        r = fn(*a, **k)
        w.last = time.perf_counter() - t
        w.count += 1
        return r
    w.count = 0
    w.last = None
    return w`,
    tests: `@f
def slow(x):
    return x + 1
assert slow(1) == 2 and slow.count == 1 and slow.last >= 0 and slow.__wrapped__(5) == 6
slow(2)
assert slow.count == 2`,
    wrong: ['w.count += 1', 'w.count += 2'],
  },
  {
    name: 'bound methods as result',
    source: `class A:
    def __init__(self): self.n = 0
    def inc(self): self.n += 1; return self.n
def f():
    a = A()
    return a, a.inc`,
    tests: `a, inc = f()
assert inc() == 1 and a.n == 1 and a.inc() == 2 and inc.__self__ is a`,
  },
  {
    name: 'async semaphores lock event taskgroup',
    source: `import asyncio
async def f(jobs, limit):
    sem = asyncio.Semaphore(limit)
    active = peak = 0
    async def run(j):
        nonlocal active, peak
        async with sem:
            active += 1
            peak = max(peak, active)
            r = await j()
            active -= 1
            return r
    async with asyncio.TaskGroup() as tg:
        ts = [tg.create_task(run(j)) for j in jobs]
    return [t.result() for t in ts], peak`,
    tests: `import asyncio
def job(i):
    async def go():
        await asyncio.sleep(0)
        return i
    return go
res, peak = asyncio.run(f([job(i) for i in range(5)], 2))
assert res == [0, 1, 2, 3, 4] and peak <= 2`,
  },
]
