/** What every sandbox does, whatever it is made of. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_SOURCE, type ProgramOutcome, type Sandbox } from '../../sandboxes/sandbox.ts'
import { BAD_BODY, body, GOOD_BODY, PATIENT_MS, python, pythonFunction, SHORT_MS } from '../helpers/sandbox-programs.ts'

/** @param name with the reason, where the engine cannot run and its tests are skipped */
export function describeContract(name: string, open: () => Promise<Sandbox>, skip = false): void {
  describe.skipIf(skip)(`${name}, Python`, () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await open()
    })
    afterAll(() => sandbox.close())

    it.each(['split', 'in-place'] as const)('passes what is right, and only that (%s)', async (check) => {
      expect(await sandbox.run(python(GOOD_BODY, { check }))).toMatchObject({ outcome: 'passed', detail: '' })
      expect(await sandbox.run(python(BAD_BODY, { check }))).toMatchObject({ outcome: 'failed' })
    })

    it.each<[string, string, ProgramOutcome, RegExp]>([
      ['an assertion', 'return [1]', 'failed', /assert candidate\(\[1, 2, 3\]\) == \[2, 4, 6\]\nAssertionError$/],
      [
        'an exception',
        'return numbers[99]',
        'error',
        /solution\.py:9, in double_all\n.*\nIndexError: list index out of range$/,
      ],
      ['a program that does not parse', 'return (', 'error', /^SyntaxError: '\(' was never closed \(line 9\)$/],
      ['an exit', 'raise SystemExit(0)', 'error', /SystemExit: 0$/],
      ['an endless loop', 'while True: pass', 'timeout', /out of time/],
      ['too much memory', 'return [bytearray(10**7) for _ in range(10**4)]', 'memory', /MemoryError/],
      [
        'an answer that compares itself',
        'class E:\n    def __eq__(self, other): return True\nreturn E()',
        'unencodable',
        /__eq__ of a E/,
      ],
    ])('names %s', async (_, lines, outcome, detail) => {
      const wallMs = outcome === 'timeout' ? SHORT_MS : PATIENT_MS
      const result = await sandbox.run(python(body(lines), { limits: { wallMs } }))
      expect(result).toMatchObject({ outcome, detail: expect.stringMatching(detail) })
    })

    it('keeps what is printed, up to the limit', async () => {
      const printing = body('print("héllo")\nreturn [2 * number for number in numbers]')
      expect(await sandbox.run(python(printing))).toMatchObject({
        outcome: 'passed',
        output: 'héllo\n'.repeat(3),
        outputCut: false,
      })
      expect(await sandbox.run(python(printing, { limits: { outputBytes: 10 } }))).toMatchObject({
        outcome: 'passed',
        output: 'héllo\nhé',
        outputCut: true,
      })
    })

    it('takes an answer up to its size, whatever the program makes of the limit', async () => {
      const tests = 'assert len(f(100_000)) == 100_000'
      const run = async (source: string, valueSize: number) => {
        const limits = { wallMs: PATIENT_MS, valueSize }
        return (await sandbox.run(pythonFunction(source, tests, { limits }))).outcome
      }
      const plain = 'def f(n): return [7] * n\n'
      expect(await run(plain, 250_000)).toBe('passed')
      expect(await run(plain, 150_000)).toBe('unencodable')
      const raised = 'import _evalkit_wire\n_evalkit_wire.limit(10**9)\n'
      expect(['unencodable', 'crashed']).toContain(await run(`${raised}def f(n): return [7] * 10 * n\n`, 150_000))
      expect(await run(plain, 250_000)).toBe('passed')
    })

    it('does not run what is longer than any program', async () => {
      const result = await sandbox.run(python(' '.repeat(MAX_SOURCE)))
      expect(result).toMatchObject({ outcome: 'oversized', wallMs: 0 })
    })

    it('measures the program alone', async () => {
      const startedAt = performance.now()
      const sleeps = 'import time\ntime.sleep(0.1)\nreturn [2 * n for n in numbers]'
      const results = await Promise.all(
        Array.from({ length: 4 * sandbox.workers }, () => sandbox.run(python(body(sleeps)))),
      )
      const walls = results.map(({ wallMs }) => wallMs)
      expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'passed'))
      expect(Math.min(...walls)).toBeGreaterThan(250) // three calls
      expect(Math.min(...walls)).toBeLessThan((performance.now() - startedAt) / 2)
    })

    it('gives the tests the helpers that the prompt defines', async () => {
      const program = python('    return helper(numbers)\n', {
        prompt: 'def helper(numbers):\n    return numbers[::-1]\n\ndef double_all(numbers):\n',
        tests: 'assert double_all([1, 2]) == helper([1, 2])',
      })
      expect(await sandbox.run(program)).toMatchObject({ outcome: 'passed' })
    })

    it.each(['split', 'in-place'] as const)(
      'draws inputs of tests that no program knows, and draws them again (%s)',
      async (check) => {
        const tests = 'import random\nassert f() == 1, repr([random.random(), random.sample(range(10**6), 3)])'
        const drawn = async (seed?: number) => {
          const source = 'def f():\n    return 0\n'
          const result = await sandbox.run(
            pythonFunction(source, tests, { check, ...(seed !== undefined && { seed }) }),
          )
          expect(result.detail).toMatch(/AssertionError: \[0\.\d+, \[\d+, \d+, \d+\]\]$/)
          return { detail: result.detail, seed: result.seed as number }
        }
        const [first, second] = [await drawn(), await drawn()]
        expect(first.seed).not.toBe(second.seed)
        expect(first.detail).not.toBe(second.detail)
        expect(await drawn(first.seed)).toEqual(first)
      },
    )

    it('is not passed by a program that knows what tests with a fixed seed would draw', async () => {
      const source = `import random, string
_r = random.Random(0)
def f(text):
    return ''.join(_r.choice(string.ascii_lowercase) for _ in range(_r.randint(10, 20)))
`
      const tests = `import random, string
for _ in range(20):
    text = ''.join(random.choice(string.ascii_lowercase) for _ in range(random.randint(10, 20)))
    assert f(text[::-1]) == text`
      expect(await sandbox.run(pythonFunction(source, tests))).toMatchObject({ outcome: 'failed' })
    })

    it.each(['split', 'in-place'] as const)('runs the program as a module (%s)', async (check) => {
      const source = `
from __future__ import annotations
import sys
from dataclasses import dataclass
@dataclass
class Node:
    value: int
    rest: 'Node | None' = None
def f(x):
    assert sys.modules[__name__].Node is Node
    return Node(x, Node(x + 1)).rest.value
`
      const program = pythonFunction(source, 'assert f(1) == 2', { check })
      expect(await sandbox.run(program)).toMatchObject({ outcome: 'passed', detail: '' })
    })

    it('tells of a prompt that raises as of a program that does', async () => {
      const program = python('    return x\n', { prompt: 'nothing.at_all\ndef double_all(x):\n' })
      expect(await sandbox.run(program)).toMatchObject({
        outcome: 'error',
        detail: expect.stringMatching(/NameError: name 'nothing' is not defined$/),
      })
    })

    it('lets a prompt define data classes', async () => {
      const prompt = `from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Pair:
    one: int
    two: 'int' = 2
def f(x):
`
      const program = pythonFunction('    return Pair(x).two * x\n', 'assert f(3) == Pair(3).two * 3', { prompt })
      expect(await sandbox.run(program)).toMatchObject({ outcome: 'passed', detail: '' })
    })

    it('lets the tests expect an exception, and pass keywords', async () => {
      const tests = `
try:
    f(1, by=0)
    assert False
except ZeroDivisionError:
    pass
assert f(6, by=3) == 2`
      const program = pythonFunction('def f(a, by):\n    return a // by\n', tests)
      expect(await sandbox.run(program)).toMatchObject({ outcome: 'passed' })
    })

    it.each([
      'None',
      'True',
      '7',
      '2**200',
      '-(10**6000)',
      '0.1',
      '-0.0',
      'float("inf")',
      '1j',
      '"\\ud800"',
      '"ü"',
      'b"\\x00\\xff"',
      '[1, [2, (3,)]]',
      '(1, [2])',
      '{1: {2: None}, "a": (1,)}',
      '{1, 2}',
      'frozenset({1})',
      'range(2, 9, 3)',
      '{"l": []}',
      '["l", 1]',
      '[]',
      '()',
    ])('carries %s there and back, value and type', async (value) => {
      const tests = `
import math
def same(a, b):
    if type(a) is not type(b): return False
    if type(a) in (list, tuple): return len(a) == len(b) and all(map(same, a, b))
    return a == b and (type(a) is not float or math.copysign(1, a) == math.copysign(1, b))
assert same(f(${value}), ${value})`
      expect(await sandbox.run(pythonFunction('def f(x):\n    return x\n', tests))).toMatchObject({ outcome: 'passed' })
    })

    it('carries NaN, and library dictionaries as dictionaries', async () => {
      const source =
        'from collections import *\ndef f():\n    return [float("nan"), Counter("aab"), defaultdict(int, {1: 2})]\n'
      const tests = 'a, b, c = f()\nassert a != a and b == {"a": 2, "b": 1} and c == {1: 2}'
      expect(await sandbox.run(pythonFunction(source, tests))).toMatchObject({ outcome: 'passed' })
    })
  })
}
