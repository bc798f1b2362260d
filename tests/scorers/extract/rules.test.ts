import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../results/errors.ts'
import { number } from '../../../scorers/extract/number/number.ts'
import { ALL_RULES, ruleNamed } from '../../../scorers/extract/rules.ts'

describe('ruleNamed', () => {
  it.each(ALL_RULES)('finds $name', (rule) => expect(ruleNamed(rule.name)).toBe(rule))

  it('names what there is instead of an unknown rule', () => {
    const ask = () => ruleNamed('lm-eval/strict')
    expect(ask).toThrow(UsageError)
    expect(ask).toThrow('there is no extraction rule "lm-eval/strict" here')
    expect(ask).toThrow(expect.objectContaining({ hint: expect.stringContaining('lm-eval/strict-match, ') }))
  })

  it('keeps to the rules it is given', () => {
    expect(() => ruleNamed('mgsm', [number])).toThrow(expect.objectContaining({ hint: 'There are: number.' }))
  })
})

it('no two rules share a name', () => expect(new Set(ALL_RULES.map(({ name }) => name)).size).toBe(ALL_RULES.length))
