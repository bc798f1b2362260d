import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExtractionRule } from '../../../../scorers/extract/rule.ts'
import { contains } from '../../../../scorers/extract/text/contains.ts'
import { exact, exactText } from '../../../../scorers/extract/text/exact.ts'

const accepts = (rule: ExtractionRule, reply: string, target: string) => {
  const found = rule.extract(reply)
  return found !== null && rule.equal(found.answer, target)
}

describe('exact', () => {
  it.each([
    ['billing', 'billing'],
    ['  Billing.\n', 'billing'],
    ['**billing**', 'billing'],
    ['"billing"', 'Billing'],
    ['`u.s.`', 'U.S.'],
    ['Let me see: an invoice.\nAnswer: billing', 'billing'],
    ['**Final answer:** Billing.', 'billing'],
    ['The answer is billing.', 'billing'],
    ['Answer:\nbilling', 'billing'],
    ['Answer: technical\nNo, wait.\nAnswer: billing', 'billing'],
    ['答案：北京', '北京'],
    ['two  words', 'two words'],
    ['first line\nsecond line', 'first line\nsecond line'],
    ['...', '...'],
  ])('takes %j for %j', (reply, target) => expect(accepts(exact, reply, target)).toBe(true))

  it.each([
    ['billing or technical', 'billing'],
    ['not billing', 'billing'],
    ['billing2', 'billing'],
    ['Answer: not billing', 'billing'],
    ['', 'billing'],
    ['   \n', 'billing'],
  ])('does not take %j for %j', (reply, target) => expect(accepts(exact, reply, target)).toBe(false))

  it('says where the answer stands, and what marks it', () => {
    const found = exact.extract('Hm.\n**Answer:** billing')
    expect(found).toMatchObject({ answer: 'billing', span: [16, 23], mark: [4, 16], explicit: true })
  })

  it('finds every text in itself, whole', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(text.trim() !== '' && !/answer|答案/i.test(text))
        expect(accepts(exact, text, text)).toBe(true)
      }),
    )
  })

  it('reads a long row of marks in a moment', () => {
    expect(exact.extract('Answer:\n'.repeat(50_000))).not.toBeUndefined()
  })
})

describe('exact/strict', () => {
  it.each([
    ['US', 'US', true],
    [' US\n', 'US', true],
    ['us', 'US', false],
    ['US.', 'US', false],
  ])('of %j and %j says %j', (reply, target, equal) => expect(accepts(exactText, reply, target)).toBe(equal))
})

describe('contains', () => {
  it.each([
    ['It is billing, I think', 'billing', true],
    ['It is BILLING!', 'billing', true],
    ['rebilling', 'billing', false],
    ['billings', 'billing', false],
    ['unbilling, but billing', 'billing', true],
    ['costs $5.20 today', '$5.20', true],
    ['c++ is fine', 'C++', true],
    ['我在北京工作', '北京', true],
    ['', 'x', false],
  ])('of %j and %j says %j', (reply, target, found) => expect(accepts(contains, reply, target)).toBe(found))
})
