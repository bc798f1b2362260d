import { expect, it } from 'vitest'
import { codeOf, worst } from '../../../harness/watch/verdicts.ts'
import { BudgetSpent, EXIT, Interrupted, ModelError, UsageError } from '../../../results/errors.ts'

it('takes the most severe of several verdicts', () => {
  expect(worst([])).toBe(EXIT.ok)
  expect(worst([EXIT.ok, EXIT.inconclusive])).toBe(EXIT.inconclusive)
  expect(worst([EXIT.regressed, EXIT.inconclusive])).toBe(EXIT.regressed)
  expect(worst([EXIT.incomparable, EXIT.regressed])).toBe(EXIT.incomparable)
  expect(worst([EXIT.incomparable, EXIT.incomplete, EXIT.ok])).toBe(EXIT.incomplete)
})

it.each([
  [new UsageError('llama.cpp cannot load it'), EXIT.incomplete],
  [new ModelError('the server died'), EXIT.incomplete],
  [new BudgetSpent('spent'), EXIT.incomplete],
  [new Interrupted('stopped'), EXIT.interrupted],
  [new TypeError('a bug'), EXIT.incomplete],
])('counts a checkpoint that could not be evaluated as incomplete: %s', (failure, code) =>
  expect(codeOf(failure)).toBe(code),
)
