/** Programs that the project wrote itself, in the shape of HumanEval's. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from '../../sandboxes/sandbox.ts'

/** Shared by test files and runs: the snapshot in it takes seconds to make. */
export const SANDBOX_CACHE = join(fileURLToPath(new URL('../..', import.meta.url)), 'node_modules/.cache/evalkit-tests')

/** For programs that must run out of time. The others are given longer than any of them needs on a busy machine. */
export const SHORT_MS = 1500
export const PATIENT_MS = 15_000

const PROMPT = `from typing import List


def double_all(numbers: List[int]) -> List[int]:
    """ Doubles each number.
    >>> double_all([1, 2])
    [2, 4]
    """
`

const TESTS = `
def check(candidate):
    assert candidate([1, 2, 3]) == [2, 4, 6]
    assert candidate([]) == []
    assert candidate([-1]) == [-2]

check(double_all)`

export const GOOD_BODY = '    return [2 * number for number in numbers]\n'
export const BAD_BODY = '    return None\n'

/** @param body of `double_all`, or lines that follow a first statement of it */
export function python(body: string, changes: Partial<Program> = {}): Program {
  return {
    language: 'python',
    check: 'split',
    prompt: PROMPT,
    completion: body,
    tests: TESTS,
    entryPoint: 'double_all',
    limits: { wallMs: PATIENT_MS },
    ...changes,
  }
}

/** A function of one's own with tests of one's own. */
export function pythonFunction(source: string, tests: string, changes: Partial<Program> = {}): Program {
  return python('', { prompt: '', completion: source, tests, entryPoint: 'f', ...changes })
}

export const GOOD_JAVASCRIPT = 'return numbers.map((number) => 2 * number)\n}'

export function javascript(body: string, changes: Partial<Program> = {}): Program {
  return {
    language: 'javascript',
    check: 'split',
    prompt: '// Doubles each number.\nfunction doubleAll(numbers) {\n',
    completion: body,
    tests: `const assert = require('node:assert')
assert.deepEqual(doubleAll([1, 2, 3]), [2, 4, 6])
assert.deepEqual(doubleAll([]), [])`,
    entryPoint: 'doubleAll',
    limits: { wallMs: PATIENT_MS },
    ...changes,
  }
}

/** The lines as the body of a function: `'a\nb'` → `'    a\n    b\n'`. */
export const body = (lines: string): string => lines.replace(/^(?=.)/gm, '    ').concat('\n')
