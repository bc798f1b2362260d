import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { withNumpy } from '../../../benchmarks/upstream/numpy-allclose.ts'
import { DatasetError } from '../../../results/errors.ts'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { PATIENT_MS, SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'

const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
afterAll(() => sandbox.close())

type Pair = readonly [a: string, b: string]

/** Python that prints, of each pair: whether they are close, or that it raises. */
const asking = (pairs: readonly Pair[], tolerance: string) => `import numpy as np
import json, warnings
warnings.simplefilter('ignore')
nan, inf = float('nan'), float('inf')
def verdict(a, b):
    try:
        return str(np.allclose(a, b, ${tolerance}))
    except Exception:
        return 'raises'
print(json.dumps([verdict(a, b) for a, b in [${pairs.map((pair) => `(${pair.join(', ')})`).join(', ')}]]))
`

async function ours(pairs: readonly Pair[], tolerance: string): Promise<string[]> {
  const { outcome, output, detail } = await sandbox.run({
    language: 'python',
    check: 'in-place',
    prompt: '',
    completion: '',
    entryPoint: 'f',
    tests: withNumpy(asking(pairs, tolerance)),
    limits: { wallMs: PATIENT_MS, outputBytes: 1e6 },
  })
  expect([outcome, detail]).toEqual(['passed', ''])
  return JSON.parse(output)
}

const TOLERANCE = 'rtol=1e-07, atol=1e-06'
const allowed = (b: number) => 1e-6 + 1e-7 * Math.abs(b)

const double = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, 5e-324, 1e308, Infinity, -Infinity, Number.NaN))
/** Two numbers, near the border of what is close. */
const near = fc
  .tuple(
    fc.oneof(double, fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    fc.constantFrom(0, 0.5, 0.999, 1, 1.001, -1, -2),
  )
  .map(([b, times]): [number, number] => [b + times * allowed(b), b])
const numbers = fc.oneof(near, fc.tuple(double, double))

const literal = (value: number): string =>
  Object.is(value, -0)
    ? '-0.0'
    : Number.isInteger(value)
      ? `${value}.0`.replace(/(e.*)\.0$/, '$1')
      : String(value).replace('NaN', 'nan').replace('Infinity', 'inf')
const list = (items: readonly string[]) => `[${items.join(', ')}]`

it('finds close what the documented rule does', async () => {
  // No number is as large as what they differ by: an infinite one is close to its like alone.
  const rule = ([a, b]: readonly [number, number]) => (Math.abs(a - b) <= allowed(b) && Number.isFinite(b)) || a === b
  const lists = fc.sample(fc.array(numbers, { minLength: 1, maxLength: 4 }), 2000)
  const pairs = lists.map(
    (items): Pair => [list(items.map(([a]) => literal(a))), list(items.map(([, b]) => literal(b)))],
  )
  const expected = lists.map((items) => (items.every(rule) ? 'True' : 'False'))
  const found = await ours(pairs, TOLERANCE)
  expect(pairs.flatMap((pair, i) => (found[i] === expected[i] ? [] : [[...pair, found[i], expected[i]]]))).toEqual([])
  expect(new Set(expected).size).toBe(2)
})

it.each([
  ['1', '[1.0, 1.0]', 'True'],
  ['[1]', '(1.0, 1.0)', 'True'],
  ['[[1], [2]]', '[1.0, 2.0]', 'False'],
  ['[[1, 2], [1, 2]]', '[1.0, 2.0]', 'True'],
  ['[1, 2]', '[1.0, 2.0, 3.0]', 'raises'],
  ['[1, 2]', '[]', 'raises'],
  ['[5]', '[]', 'True'],
  ['[[1], 2]', '[1.0, 2.0]', 'raises'],
  ['None', '1.0', 'raises'],
  ['[None]', '[1.0]', 'raises'],
  ['"1"', '1.0', 'raises'],
  ['{}', '[1.0]', 'raises'],
  ['10 ** 400', '1.0', 'raises'],
  ['10 ** 30', '1e30', 'True'],
  ['True', '1.0', 'True'],
  ['1j', '1.0', 'False'],
  ['complex(1e308, 1e308)', '1.0', 'False'],
  ['complex(1, 1e-8)', '1.0', 'True'],
  ['range(3)', '[0.0, 1.0, 2.0]', 'True'],
])('of %s and %s says %s', async (a, b, expected) => {
  expect(await ours([[a, b]], TOLERANCE)).toEqual([expected])
})

it('calls what is no number an error before an empty list too', async () => {
  expect(
    await ours(
      [
        ['None', '[]'],
        ['{}', '[]'],
      ],
      TOLERANCE,
    ),
  ).toEqual(['raises', 'raises'])
})

describe('beside numpy itself', () => {
  const python = spawnSync('python3', ['-c', 'import numpy'])
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constantFrom('0', '1', 'True', '2**53 + 1', '1j', 'nan', 'inf', '-inf', '1.0000001', '1e308', '-0.0', '1.5'),
      fc.array(tie('value'), { maxLength: 3 }).map(list),
      fc.array(tie('value'), { minLength: 1, maxLength: 2 }).map((items) => `(${items.join(', ')},)`),
    ),
  }))

  it.skipIf(python.status !== 0)('decides alike (skipped where python3 has no numpy)', async () => {
    for (const tolerance of [TOLERANCE, '', 'rtol=0, atol=0']) {
      const scalars = fc.sample(numbers, 500).map(([a, b]): Pair => [literal(a), literal(b)])
      const pairs = [...fc.sample(fc.tuple(value, value), 1500), ...scalars]
      const theirs = execFileSync('python3', ['-'], { input: asking(pairs, tolerance), encoding: 'utf8' })
      const expected: string[] = JSON.parse(theirs)
      const found = await ours(pairs, tolerance)
      expect(pairs.flatMap((pair, i) => (found[i] === expected[i] ? [] : [[...pair, found[i], expected[i]]]))).toEqual(
        [],
      )
    }
  })
})

describe('tests', () => {
  it('without numpy stay as they are', () => expect(withNumpy('import math\n')).toBe('import math\n'))

  it.each([
    ['import numpy as np\nnp.isclose(1, 2)', /needs numpy\.isclose: there is only allclose/],
    ['import numpy\nnumpy.allclose(1, 2)', /has "import numpy": only "import numpy as np"/],
    ['def check(f):\n    from numpy.linalg import norm', /has "from numpy\.linalg import norm"/],
  ])('that need more are refused: %j', (tests, message) => {
    expect(() => withNumpy(tests)).toThrow(DatasetError)
    expect(() => withNumpy(tests)).toThrow(message)
  })

  it('may speak of more in their data', () => {
    const tests = 'import numpy as np\n    inputs = [["np.sum"]]\nassert np.allclose(1, 1)'
    expect(withNumpy(tests).endsWith(tests)).toBe(true)
  })
})
