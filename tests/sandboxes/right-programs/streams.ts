/** What tests put in the place of Python’s own: streams, `input`, `print`, and who hears of warnings. */
import type { RightProgram } from './right-program.ts'

export const STREAMS: readonly RightProgram[] = [
  {
    name: 'redirect stdout',
    source: `def f(x):
    print("hi", x)
    print("there")`,
    tests: String.raw`import io
from contextlib import redirect_stdout
o=io.StringIO()
with redirect_stdout(o): f(3)
assert o.getvalue()=="hi 3\nthere\n"
f(4)
assert o.getvalue()=="hi 3\nthere\n"`,
  },
  {
    name: 'mock stdout',
    source: `def f(x): print(x)`,
    tests: `import io
from unittest.mock import patch
with patch("sys.stdout", new_callable=io.StringIO) as o:
    f("a")
assert o.getvalue().strip()=="a"`,
  },
  {
    name: 'mock print',
    source: `def f(x): print(x, end="!")`,
    tests: `from unittest.mock import patch
with patch("builtins.print") as p:
    f("a")
p.assert_called_once_with("a", end="!")`,
  },
  {
    name: 'stdin',
    source: `def f():
    n=int(input())
    return [int(x) for x in input("next? ").split()][:n]`,
    tests: String.raw`import io, sys
sys.stdin=io.StringIO("2\n1 2 3\n")
assert f()==[1,2]`,
  },
  {
    name: 'stdin read',
    source: `import sys
def f(): return sum(int(l) for l in sys.stdin)`,
    tests: String.raw`import io, sys
sys.stdin=io.StringIO("2\n1\n")
assert f()==3`,
  },
  {
    name: 'stdin readline',
    source: `import sys
def f(): return sys.stdin.readline().strip()+sys.stdin.read()`,
    tests: String.raw`import io, sys
sys.stdin=io.StringIO("2\n1\n")
assert f()=="21\n"`,
  },
  {
    name: 'mock input',
    source: `def f(): return input("name? ").upper()`,
    tests: `from unittest.mock import patch
with patch("builtins.input", return_value="bob") as i:
    assert f()=="BOB"
i.assert_called_with("name? ")`,
  },
  {
    name: 'lambda input',
    source: `def f(): return input()`,
    tests: `import builtins
old=builtins.input
builtins.input=lambda *a: "x"
try:
    assert f()=="x"
finally: builtins.input=old`,
  },
  {
    name: 'warnings',
    source: `import warnings
def f(): warnings.warn("old", DeprecationWarning); return 1`,
    tests: `import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    assert f()==1
assert len(w)==1 and issubclass(w[0].category, DeprecationWarning) and "old" in str(w[0].message)`,
  },
]
