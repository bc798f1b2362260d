import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CPythonRandom } from '../../../benchmarks/upstream/cpython-random.ts'
import { sharedData } from '../../helpers/shared.ts'

describe('CPythonRandom draws what random.Random(seed).sample(range(n), k) draws', () => {
  it('from a copy of a small range', () => {
    const random = new CPythonRandom(0)
    const drawn = Array.from({ length: 10 }, () => random.sample(4, 4).join(''))
    expect(drawn).toEqual('3102 3120 2301 2031 1302 2103 3102 3210 0312 3102'.split(' '))
  })

  it('with a set from a large range', () => {
    const random = new CPythonRandom(1234)
    expect(random.sample(7473, 5)).toEqual([6374, 3610, 957, 61, 742])
    expect(random.sample(7473, 5)).toEqual([7462, 6610, 4769, 286, 5501])
  })

  const lmEval = sharedData('gsm8k/lm_eval_5shot_indices.json')
  it.skipIf(lmEval === undefined)(
    'for each of the 1,319 questions as lm-eval does [needs the shared data sets]',
    () => {
      const { indices } = JSON.parse(readFileSync(lmEval as string, 'utf8'))
      const random = new CPythonRandom(1234)
      expect(indices.map(() => random.sample(7473, 5))).toEqual(indices)
    },
  )

  const gpqa = sharedData('gpqa/simple_evals_permutations.json')
  it.skipIf(gpqa === undefined)('for each GPQA row as simple-evals does [needs the shared data sets]', () => {
    const { permutations } = JSON.parse(readFileSync(gpqa as string, 'utf8'))
    const random = new CPythonRandom(0)
    expect(permutations.length).toBe(1980)
    expect(permutations.map(() => random.sample(4, 4).join(''))).toEqual(permutations)
  })
})
