import { expect, it } from 'vitest'
import { promptTokens } from '../../../harness/reporting/planned-benchmarks.ts'

it('counts the prompt once for each option that is measured', () => {
  const sample = { id: 'a/0', turns: ['x'.repeat(400)] }
  expect(promptTokens(sample)).toBe(100)
  expect(promptTokens({ ...sample, continuations: [' abc', ' abcdefg'] })).toBe(2 * 100 + 1 + 2)
})
