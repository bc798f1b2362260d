import { expect, it } from 'vitest'
import { signsOf } from '../../../results/report/signs.ts'
import type { Comparison } from '../../../results/schema/comparison.ts'
import { finishedRun, records } from '../../helpers/records.ts'
import { comparisonOf } from '../../helpers/results.ts'

async function signsWith(changes: Partial<Comparison>) {
  const [base, sft] = [await finishedRun('base', records('1111')), await finishedRun('sft', records('1110'))]
  return signsOf(sft, { ...(await comparisonOf(base, sft)), ...changes })
}

it('takes each sign from the fact itself, whatever words stand in notes and in other findings', async () => {
  const signs = await signsWith({
    checks: [{ check: 'shared-model', instead: 'INCOMPARABLE', found: 'its name is training data' }],
    contaminated: { samples: 3 },
    notes: ['by rule of thumb too few'],
  })
  expect(signs.find(({ words }) => words === '3 contaminated')?.meaning).toBe(
    '3 samples overlap with training data, and no other is scored by both',
  )
  expect(signs.map(({ words }) => words)).toContain('1 note')
  expect(signs.map(({ words }) => words)).not.toContain('another rule differs')
})
