import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../results/compare/checks/index.ts'
import { withChecks } from '../../../results/gate/with-checks.ts'
import type { FailedCheck, Verdict } from '../../../results/schema/comparison.ts'
import type { GateDecision } from '../../../results/schema/gate.ts'

const VERDICTS: readonly Verdict[] = ['PASS', 'REGRESSED', 'INCONCLUSIVE', 'INCOMPARABLE', 'INCOMPLETE']

const decision = (verdict: Verdict): GateDecision => ({
  ...{ benchmark: 'gsm8k', baseline: 'base', candidate: 'sft', tier: 'required', alpha: 0.05, level: 0.05, look: 1 },
  ...{ verdict, reason: 'As measured.', advice: 'Ask again.' },
})

const failing = (check: string, accepted = false): FailedCheck => {
  const { instead = 'INCONCLUSIVE' } = CHECKS.find(({ name }) => name === check) ?? {}
  return { check, instead, found: 'something is wrong', ...(accepted && { accepted: true as const }) }
}

describe.each(CHECKS.map(({ name, instead }) => [name, instead] as const))(
  'a decision with failed check %s',
  (name, instead) => {
    it('is never PASS, and names the check', () => {
      for (const verdict of VERDICTS) {
        const decided = withChecks(decision(verdict), [failing(name)])
        expect(decided.verdict).not.toBe('PASS')
        expect(decided.failed).toEqual([name])
        expect(decided.reason).toContain(`Check ${name} failed: something is wrong.`)
        expect(decided.advice).toContain(verdict === 'INCOMPLETE' ? 'Ask again.' : `--accept ${name}`)
      }
    })

    it('says what the accident makes of it', () => {
      const found = VERDICTS.map((verdict) => withChecks(decision(verdict), [failing(name)]).verdict)
      const measured = instead === 'INCOMPARABLE' ? ['INCOMPARABLE', 'INCOMPARABLE'] : ['REGRESSED', 'INCONCLUSIVE']
      expect(found).toEqual([instead, ...measured, 'INCOMPARABLE', 'INCOMPLETE'])
    })

    it('stays what it is once the check is accepted, and says so', () => {
      for (const verdict of VERDICTS) {
        const decided = withChecks(decision(verdict), [failing(name, true)])
        expect(decided).toMatchObject({ verdict, accepted: [name], advice: 'Ask again.' })
        expect(decided.reason).toBe(`As measured. Accepted although check ${name} failed: something is wrong.`)
        expect(decided).not.toHaveProperty('failed')
      }
    })
  },
)

it('a decision whose checks all hold is left alone', () => {
  expect(withChecks(decision('PASS'), [])).toEqual(decision('PASS'))
  expect(withChecks(decision('PASS'))).toEqual(decision('PASS'))
})

it('one accepted check does not let another pass', () => {
  const decided = withChecks(decision('PASS'), [failing('empty'), failing('identical-replies', true)])
  expect(decided).toMatchObject({ verdict: 'INCONCLUSIVE', failed: ['empty'], accepted: ['identical-replies'] })
})
