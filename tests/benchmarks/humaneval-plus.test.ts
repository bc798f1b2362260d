import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { humanevalPlus } from '../../benchmarks/humaneval-plus.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import type { Program, Sandbox } from '../../sandboxes/sandbox.ts'
import { SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'
import { sharedData } from '../helpers/shared.ts'

interface Row {
  readonly task_id: string
  readonly prompt: string
  readonly entry_point: string
  readonly test: string
}

const isolate = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 2 })
afterAll(() => isolate.close())

/** However slow the machine is. */
const sandbox: Sandbox = {
  engine: isolate.engine,
  workers: isolate.workers,
  run: (program) => isolate.run({ ...program, limits: { wallMs: 300_000 } }),
  close: () => isolate.close(),
}

/** A problem of our own, tested as EvalPlus tests its own. */
const HALVES: Row = {
  task_id: 'HumanEval/0',
  prompt: 'from typing import List\n\ndef halves(numbers: List[float]) -> List[float]:\n    """ Half of each. """\n',
  entry_point: 'halves',
  test: `import numpy as np

def near(out, wanted, atol):
    same = out == wanted
    if isinstance(wanted, np.ndarray):
        return wanted.dtype == np.float64
    if not same and atol != 0:
        assert np.allclose(out, wanted, rtol=1e-07, atol=atol)
    else:
        assert same

def check(candidate):
    inputs = [[[1.0, 3.0]], [[]]]
    results = [[0.5, 1.5], []]
    for inp, wanted in zip(inputs, results):
        near(candidate(*inp), wanted, 1e-06)
`,
}

async function outcome(row: Row, body: string, check: Program['check'] = 'split') {
  const protocol = humanevalPlus.protocols.completion as Protocol<unknown>
  const scorer = protocol.scorer.withCheck?.(check) ?? protocol.scorer
  const sample: Sample = { id: 'humaneval-plus/0', ...protocol.toSample(row, []) }
  const attempt = { turns: [{ prompt: '', completion: { text: body, finishReason: 'stop' as const } }] }
  const { verdict } = await scorer.score(attempt, sample, { sandbox, judge: undefined as never })
  return verdict?.outcome
}

it.each(['split', 'in-place'] as const)('compares within a tolerance, with no numpy (%s)', async (check) => {
  expect(await outcome(HALVES, '    return [x / 2 for x in numbers]\n', check)).toBe('passed')
  expect(await outcome(HALVES, '    return [x / 2 + 1e-7 for x in numbers]\n', check)).toBe('passed')
  expect(await outcome(HALVES, '    return [x / 2 + 1e-5 for x in numbers]\n', check)).toBe('failed')
  expect(await outcome(HALVES, '    return None\n', check)).toBe('error')
})

it.each(['split', 'in-place'] as const)('finds no value close to one of another shape (%s)', async (check) => {
  const halves = { ...HALVES, test: HALVES.test.replace('[[0.5, 1.5], []]', '[[0.5, 1.5], [7.0]]') }
  expect(await outcome(halves, '    return [x / 2 for x in numbers] or [7.0000001]\n', check)).toBe('passed')
  for (const constant of ['[]', '[[]]', '()', 'range(0)', '7.0', '[[7.0]]', '(7.0, 7.0)'])
    expect([constant, await outcome(halves, `    return [x / 2 for x in numbers] or ${constant}\n`, check)]).toEqual([
      constant,
      'failed',
    ])
})

it('gives the model no numpy', async () => {
  expect(await outcome(HALVES, '    import numpy\n    return [x / 2 for x in numbers]\n')).toBe('missing-module')
})

const file = sharedData('humaneval/HumanEvalPlus-OriginFmt.jsonl.gz')

/** Numbers 15, 36, 59, 83, 94, 130 and 139 count up to a million, half a minute each on a slow machine; of the others, some will do. */
const isTried = (index: number) => index % 6 === 2

it.skipIf(file === undefined)(
  'is passed by no empty list, returned or left behind [needs the shared data sets]',
  async () => {
    const rows = gunzipSync(readFileSync(file as string))
      .toString()
      .split('\n')
    for (const index of [2, 4, 45]) {
      const row = JSON.parse(rows[index] as string) as Row
      expect([index, await outcome(row, '    return []\n')]).toEqual([index, 'failed'])
    }
    const polynomial = JSON.parse(rows[32] as string) as Row
    expect(await outcome(polynomial, '    xs.clear()\n    return 1\n')).toBe('failed')
  },
  60_000,
)

it.skipIf(file === undefined)(
  'passes its own solutions and no "return None" [needs the shared data sets]',
  async () => {
    const rows = gunzipSync(readFileSync(file as string))
      .toString()
      .trim()
      .split('\n')
    const problems = rows
      .map((line) => JSON.parse(line) as Row & { canonical_solution: string })
      .filter((_, index) => isTried(index))
    const all = async (complete: (row: (typeof problems)[number]) => string) => {
      const outcomes = await Promise.all(problems.map((row) => outcome(row, complete(row))))
      return problems.filter((_, i) => outcomes[i] === 'passed').map(({ task_id }) => task_id)
    }
    expect(await all((row) => row.canonical_solution)).toEqual(problems.map(({ task_id }) => task_id))
    expect(await all(() => '    return None\n')).toEqual([])
  },
  300_000,
)
