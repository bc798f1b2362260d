import { describe, expect, it, vi } from 'vitest'
import { resumeCommand, withResumeHint } from '../../../harness/runs/resume-command.ts'
import { BudgetSpent, Interrupted, ModelError, StoreError, UsageError } from '../../../results/errors.ts'

const hintOf = (failure: unknown) => (withResumeHint(failure, () => 'evalkit run x --resume') as { hint?: string }).hint

describe('the command that goes on', () => {
  it.each<[string, Error, string]>([
    ['Ctrl-C', new Interrupted('stopped'), ''],
    ['a budget', new BudgetSpent('spent'), ''],
    ['a full disk', new StoreError('full', { isMidRun: true, hint: 'Make room.' }), 'Make room. '],
    ['a server that stayed down', new ModelError('down', { fatal: true, retryable: true, hint: 'Saved.' }), 'Saved. '],
    ['a wrong key', new ModelError('no', { fatal: true, status: 401, hint: 'Check it.' }), 'Check it. '],
    ['an empty account', new ModelError('no', { fatal: true, status: 402, hint: 'No credit.' }), 'No credit. '],
  ])('is told after %s, and the error stays what it is', (_, failure, before) => {
    expect(hintOf(failure)).toBe(`${before}To continue: evalkit run x --resume`)
    const told = withResumeHint(failure, () => '')
    expect(told).toBeInstanceOf(failure.constructor)
    expect(told).toMatchObject({ message: failure.message, name: failure.name })
  })

  it('has its flag before --, where flags end', () => {
    const argv = ['node', 'evalkit', 'run', '--model', 'a/b', '--resume=runs/x', '--', 'gsm8k', '--resume']
    using _ = vi.spyOn(process, 'argv', 'get').mockReturnValue(argv)
    expect(resumeCommand()).toMatch(/evalkit run --model a\/b --resume -- gsm8k --resume$/)
  })

  it.each<[string, Error]>([
    ['a wrong address', new ModelError('no', { fatal: true, status: 404, hint: 'Add /v1.' })],
    ['a wrong setting', new ModelError('no', { fatal: true, status: 400, hint: 'Leave it out.' })],
    ['a wrong flag', new UsageError('no', { hint: 'See --help.' })],
    ['a bug', new TypeError('no')],
  ])('would fail again after %s, and is not told', (_, failure) => expect(withResumeHint(failure)).toBe(failure))
})
