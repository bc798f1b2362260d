/** The problem that correct, wrong and hostile programs are tested on: double each number of a list. */
import type { ProgramTask } from '../../results/schema/schema.ts'

interface Known extends ProgramTask {
  readonly right: string
  readonly wrong: string
}

export const DOUBLE_ALL = {
  python: {
    language: 'python',
    prompt: `from typing import List


def double_all(numbers: List[int]) -> List[int]:
    """ Doubles each number.
    >>> double_all([1, 2])
    [2, 4]
    """
`,
    tests: `
def check(candidate):
    assert candidate([1, 2, 3]) == [2, 4, 6]
    assert candidate([]) == []
    assert candidate([-1]) == [-2]

check(double_all)`,
    entryPoint: 'double_all',
    right: '    return [2 * number for number in numbers]\n',
    wrong: '    return None\n',
  },
  javascript: {
    language: 'javascript',
    prompt: '// Doubles each number.\nfunction doubleAll(numbers) {\n',
    tests: `const assert = require('node:assert')
assert.deepEqual(doubleAll([1, 2, 3]), [2, 4, 6])
assert.deepEqual(doubleAll([]), [])`,
    entryPoint: 'doubleAll',
    right: 'return numbers.map((number) => 2 * number)\n}',
    wrong: 'return numbers\n}',
  },
} as const satisfies Record<string, Known>
