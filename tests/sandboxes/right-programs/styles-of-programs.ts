/** As models and data sets write programs and tests: classes, streams, imports of the solution, odd source text. */
import type { RightProgram } from './right-program.ts'

export const STYLES_OF_PROGRAMS: readonly RightProgram[] = [
  {
    name: 'solution class LeetCode',
    source: `from typing import List, Optional
class Solution:
    def twoSum(self, nums: List[int], target: int) -> List[int]:
        seen = {}
        for i, x in enumerate(nums):
            if target - x in seen: return [seen[target - x], i]
            seen[x] = i`,
    tests: `s = Solution()
assert s.twoSum([2, 7, 11, 15], 9) == [0, 1] and Solution().twoSum(nums=[3, 3], target=6) == [0, 1]
assert s.twoSum([1], 5) is None`,
    entryPoint: 'Solution',
    wrong: ['seen[x] = i', 'seen[x] = i + 1'],
  },
  {
    name: 'LRU cache class ops list',
    source: `from collections import OrderedDict
class LRUCache:
    def __init__(self, capacity): self.c, self.d = capacity, OrderedDict()
    def get(self, k):
        if k not in self.d: return -1
        self.d.move_to_end(k)
        return self.d[k]
    def put(self, k, v):
        self.d[k] = v
        self.d.move_to_end(k)
        if len(self.d) > self.c: self.d.popitem(last=False)`,
    tests: `ops, args, want = ['LRUCache', 'put', 'put', 'get', 'put', 'get'], [[2], [1, 1], [2, 2], [1], [3, 3], [2]], [None, None, None, 1, None, -1]
obj, got = None, []
for o, a in zip(ops, args):
    if o == 'LRUCache': obj = LRUCache(*a); got.append(None)
    else: got.append(getattr(obj, o)(*a))
assert got == want`,
    entryPoint: 'LRUCache',
  },
  {
    name: 'clone graph',
    source: `class Node:
    def __init__(self, val, neighbors=None): self.val, self.neighbors = val, neighbors or []
def f(node):
    seen = {}
    def go(n):
        if n not in seen:
            seen[n] = Node(n.val)
            seen[n].neighbors = [go(m) for m in n.neighbors]
        return seen[n]
    return go(node) if node else None`,
    tests: `a, b = Node(1), Node(2)
a.neighbors = [b]; b.neighbors = [a]
c = f(a)
assert c is not a and c.val == 1 and c.neighbors[0].val == 2 and c.neighbors[0].neighbors[0] is c`,
  },
  {
    name: 'tree invert with shared prompt class',
    source: `def f(root):
    if root: root.left, root.right = f(root.right), f(root.left)
    return root`,
    tests: `t = TreeNode(1, TreeNode(2, TreeNode(4)), TreeNode(3))
r = f(t)
assert r is t and r.left.val == 3 and r.right.val == 2 and r.right.right.val == 4 and r.right.left is None`,
    prompt: `class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right`,
  },
  {
    name: 'returns self-containing list',
    source: `def f():
    a = [1]
    a.append(a)
    return a`,
    tests: `a = f()
assert a[1] is a and a[1][1][0] == 1 and repr(a) == '[1, [...]]'`,
  },
  {
    name: 'vector with operators and eq',
    source: `class Vec:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return Vec(self.x + o.x, self.y + o.y)
    def __eq__(self, o): return isinstance(o, Vec) and (self.x, self.y) == (o.x, o.y)
    def __repr__(self): return f'Vec({self.x}, {self.y})'
    def __hash__(self): return hash((self.x, self.y))
    def __lt__(self, o): return (self.x, self.y) < (o.x, o.y)
    def __neg__(self): return Vec(-self.x, -self.y)
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __len__(self): return 2
    def __bool__(self): return bool(self.x or self.y)
    def __call__(self, k): return Vec(self.x * k, self.y * k)
    def __iter__(self): return iter((self.x, self.y))
    def __contains__(self, v): return v in (self.x, self.y)
def f(x, y): return Vec(x, y)`,
    tests: `v = f(1, 2) + Vec(3, 4)
assert (v.x, v.y) == (4, 6) and repr(v) == 'Vec(4, 6)' and v[0] == 4 and len(v) == 2 and list(v) == [4, 6] and tuple(-v) == (-4, -6)
assert v(2).x == 8 and bool(Vec(0, 0)) is False
a, b = v
assert a == 4 and b == 6`,
    wrong: ['self.y + o.y', 'self.y - o.y'],
  },
  {
    name: 'abstract shapes polymorphism',
    source: `from abc import ABC, abstractmethod
import math
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    def describe(self): return f'{type(self).__name__}: {self.area():.2f}'
class Circle(Shape):
    def __init__(self, r): self.r = r
    def area(self): return math.pi * self.r ** 2
class Square(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2`,
    tests: `assert Circle(1).describe() == 'Circle: 3.14' and sum(s.area() for s in [Square(2), Square(3)]) == 13
assert isinstance(Circle(1), Shape) and issubclass(Square, Shape)
try:
    Shape()
    assert False
except TypeError as e:
    assert 'abstract' in str(e)`,
    entryPoint: 'Square',
  },
  {
    name: 'slots',
    source: `class P:
    __slots__ = ('x',)
    def __init__(self, x): self.x = x
def f(x): return P(x)`,
    tests: `p = f(1)
assert p.x == 1 and P.__slots__ == ('x',)
try:
    p.y = 2
    assert False
except AttributeError:
    pass
assert not hasattr(p, '__dict__')`,
    wrong: ['self.x = x', 'self.x = x + 1'],
  },
  {
    name: 'match on plain class instances',
    source: `class Circle:
    __match_args__ = ('r',)
    def __init__(self, r): self.r = r
def f(r): return Circle(r)`,
    tests: `match f(3):
    case Circle(r): got = r
assert got == 3
match f(4):
    case Circle(r=4): ok = True
    case _: ok = False
assert ok`,
  },
  {
    name: 'observers with weak pattern and __call__',
    source: `class Signal:
    def __init__(self): self.slots = []
    def connect(self, fn): self.slots.append(fn); return fn
    def __call__(self, *a, **k): return [s(*a, **k) for s in self.slots]`,
    tests: `sig = Signal()
@sig.connect
def on(x, y=1): return x + y
assert sig(1) == [2] and sig(1, y=5) == [6] and on(1) == 2`,
    entryPoint: 'Signal',
  },
  {
    name: 'properties validators descriptors',
    source: `class Positive:
    def __set_name__(self, owner, name): self.name = '_' + name
    def __get__(self, o, t=None): return self if o is None else getattr(o, self.name)
    def __set__(self, o, v):
        if v <= 0: raise ValueError(f'{self.name[1:]} must be positive')
        setattr(o, self.name, v)
class Item:
    price = Positive()
    def __init__(self, price): self.price = price
def f(p): return Item(p)`,
    tests: `i = f(5)
assert i.price == 5
i.price = 6
assert i.price == 6
try:
    i.price = -1
    assert False
except ValueError as e:
    assert str(e) == 'price must be positive'
try:
    Item(0)
    assert False
except ValueError:
    pass`,
  },
  {
    name: 'stdin EOFError',
    source: `def solve():
    total = 0
    try:
        while True: total += int(input())
    except EOFError: pass
    print(total)`,
    tests: String.raw`import io
from unittest.mock import patch
with patch('sys.stdin', io.StringIO('1\n2\n')), patch('sys.stdout', new_callable=io.StringIO) as out:
    solve()
assert out.getvalue() == '3\n'`,
    entryPoint: 'solve',
  },
  {
    name: 'print captured with stderr and file',
    source: `import sys
def f(x):
    print('a', x, sep='-')
    print('err', file=sys.stderr)
    sys.stdout.write('raw')
    sys.stdout.flush()
    print(end='')
    print([1, 'b'], {'k': None}, (1,))`,
    tests: String.raw`import io, contextlib
o, e = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(o), contextlib.redirect_stderr(e):
    f(1)
assert o.getvalue() == "a-1\nraw[1, 'b'] {'k': None} (1,)\n" and e.getvalue() == 'err\n'`,
  },
  {
    name: 'from solution import',
    source: `def f(x): return x + 1
def helper(x): return x * 2
K = 3`,
    tests: `from solution import f, helper, K
assert f(1) == 2 and helper(2) == 4 and K == 3`,
    wrong: ['K = 3', 'K = 4'],
  },
  {
    name: 'patch in solution module',
    source: `import random
def roll(): return random.randint(1, 6)
def f(): return roll() + roll()`,
    tests: `from unittest.mock import patch
with patch('solution.roll', return_value=3):
    from solution import f as g
    assert g() == 6`,
    wrong: ['roll() + roll()', 'roll() + 1'],
  },
  {
    name: 'eval and exec in tests',
    source: `def f(x): return x + 1
def g(x): return x + 2`,
    tests: `assert eval('f(1)') == 2
assert eval('g(1)') == 3
ns = {}
exec('y = 5', ns)
assert ns['y'] == 5`,
    wrong: ['x + 2', 'x + 3'],
  },
  {
    name: 'locals globals by name loop',
    source: `def add(a, b): return a + b
def sub(a, b): return a - b`,
    tests: `for name, want in [('add', 3), ('sub', -1)]:
    assert globals()[name](1, 2) == want`,
    entryPoint: 'sub',
    wrong: ['a - b', 'b - a'],
  },
  {
    name: 'lambda entry point',
    source: 'f = lambda xs: sum(xs)',
    tests: "assert f([1, 2]) == 3 and f.__name__ == '<lambda>'",
    wrong: ['sum(xs)', 'len(xs) and xs[0]'],
  },
  {
    name: 'partial entry point',
    source: `from functools import partial
f = partial(max, 5)`,
    tests: 'assert f(3) == 5 and f(9) == 9',
  },
  {
    name: 'inputs as JSON strings exec style',
    source: 'def f(nums, k): return nums[-k:]',
    tests: `import json
cases = [{'input': '[[1, 2, 3], 2]', 'output': '[2, 3]'}, {'input': '[[1], 1]', 'output': '[1]'}]
for c in cases:
    assert f(*json.loads(c['input'])) == json.loads(c['output'])`,
  },
  {
    name: 'BOM',
    source: '\ufeffdef f(x):\n    return x',
    tests: 'assert f(1) == 1',
    wrong: ['return x', 'return x + 1'],
  },
  {
    name: 'tests with BOM',
    source: `def f(x):
    return x`,
    tests: '\ufeffassert f(1) == 1',
    wrong: ['return x', 'return x + 1'],
  },
  {
    name: 'CRLF',
    source: 'def f(x):\r\n    return """a\r\nb"""\r',
    tests: String.raw`assert f(1) == "a\nb"`,
  },
  {
    name: 'unicode identifiers',
    source: `def f(größe, 数=1):
    naïve = größe + 数
    return naïve`,
    tests: 'assert f(1) == 2 and f(größe=1, 数=2) == 3',
  },
]
