/** Tests that reach a program only where both run in one interpreter. */
import type { RightProgram } from './right-program.ts'

export const BESIDE: readonly RightProgram[] = [
  {
    name: 'program writes file tests read',
    source: `def f(path, rows):
    import csv
    with open(path, 'w', newline='') as fh: csv.writer(fh).writerows(rows)`,
    tests: `import tempfile, os, csv
path = os.path.join(tempfile.mkdtemp(), 'x.csv')
f(path, [[1, 'a'], [2, 'b,c']])
with open(path, newline='') as fh: assert list(csv.reader(fh)) == [['1', 'a'], ['2', 'b,c']]`,
    outcome: 'unencodable',
    wrong: ['writerows(rows)', 'writerows(rows[1:])'],
  },
  {
    name: 'environ patched by tests',
    source: `import os
def f(): return os.environ.get('EK_MODE', 'dev')`,
    tests: `import os
from unittest.mock import patch
with patch.dict(os.environ, {'EK_MODE': 'prod'}):
    assert f() == 'prod'
assert f() == 'dev'`,
    outcome: 'unencodable',
    wrong: ["'EK_MODE', 'dev'", "'EK_MOD', 'dev'"],
  },
  {
    name: 'time sleep patched',
    source: `import time
def f(n):
    for _ in range(n): time.sleep(1)
    return 'ok'`,
    tests: `from unittest.mock import patch
with patch('time.sleep') as s:
    assert f(3) == 'ok' and s.call_count == 3`,
    outcome: 'unencodable',
  },
  {
    name: 'seed global by tests then program draws',
    source: `import random
def f(n): return [random.randint(0, 1000) for _ in range(n)]`,
    tests: `import random
random.seed(5)
a = f(5)
random.seed(5)
b = f(5)
assert a == b`,
    outcome: 'unencodable',
  },
  {
    name: 'logging handler in tests',
    source: `import logging
logger = logging.getLogger('app')
def f(): logger.warning('hot %d', 5)`,
    tests: `import logging
records = []
class H(logging.Handler):
    def emit(self, record): records.append(record.getMessage())
logging.getLogger('app').addHandler(H())
f()
assert records == ['hot 5']`,
    outcome: 'unencodable',
  },
  {
    name: 'type of map is map',
    source: 'def f(xs): return map(int, xs)',
    tests: `assert type(f([])) is map
assert type(f([])).__name__ == 'map'
assert not isinstance(f([]), list)`,
    outcome: 'unencodable',
  },
]
