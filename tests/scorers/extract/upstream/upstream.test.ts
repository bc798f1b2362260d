import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cotLlamaStrictMatch,
  cotStrictMatch,
  flexibleExtract,
  mgsm,
  opencompass,
  reference,
  strictMatch,
} from '../../../../scorers/extract/upstream/upstream.ts'
import { cpuMs } from '../../../helpers/cpu-time.ts'

const RULES = [reference, strictMatch, flexibleExtract, cotStrictMatch, cotLlamaStrictMatch, mgsm, opencompass]

// What replies come to by each rule is in awkward-replies.test.ts; here is what that table cannot show.
describe('upstream rules', () => {
  it.each([
    [strictMatch, '#### 1, then #### 2', '1'],
    [strictMatch, '#### .', null],
    [strictMatch, '#### -1,080.', '-1080'],
    [flexibleExtract, 'costs $', null],
    [flexibleExtract, 'Wait...', '..'],
    [flexibleExtract, '18 $,', null],
    [cotStrictMatch, 'The answer is 18\n', '1'],
    [cotStrictMatch, 'The answer is 9. The answer is 18.', '9'],
    [cotLlamaStrictMatch, 'The final answer is 9. The final answer is $18', '18'],
    [reference, '#### 1,080 #### 2', '1080'],
    [mgsm, 'Answer: 9, so the Answer is 17 or 18.50', '18.5'],
    [mgsm, 'Answer: 100.', '100'],
    [mgsm, 'Answer: 1,08,0', '1080'],
    [mgsm, 'answer: 18', null],
    [opencompass, '18.5 Question: 9', '18.5'],
    [opencompass, 'Question: 18', null],
  ])('%o reads %j as %j', (rule, text, answer) => expect(rule.extract(text)?.answer ?? null).toBe(answer))

  it.each([
    [strictMatch, '1080', '1,080', true],
    [strictMatch, '18.0', '18', false],
    [reference, '1080', '1,080', true],
    [reference, '18.', '18', false],
    [mgsm, '10', '-10', false],
    [opencompass, '18.0000001', '18', true],
    [opencompass, '18.001', '18', false],
    [opencompass, '１８', '18', true],
    [opencompass, '0.5', '0.50', false],
  ])('%o compares %s with %s: %s', (rule, answer, target, equal) => expect(rule.equal(answer, target)).toBe(equal))

  it.each([
    [mgsm, 'An Answer:\n$1,080.00, I think', '1,080.00'],
    [opencompass, 'costs -18.5 now', '-18.5'],
    [strictMatch, 'so\n#### 1,080.', '1,080.'],
    [cotStrictMatch, 'The answer is 18.', '18'],
  ])('%o points to what it read in %j', (rule, text, written) => {
    const { span } = rule.extract(text) ?? { span: [0, 0] as const }
    expect(text.slice(...span)).toBe(written)
  })

  it.each(RULES)('$name is named by its source, with a commit', ({ source }) =>
    expect(source).toMatch(/\/\S+ [0-9a-f]{7}, /),
  )

  const pieces = ['#### ', 'The final answer is ', 'The answer is ', 'Answer', '-', '$', '.', ',', '18', '0', '\n', 'é']
  const replies = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(''))

  it.each(RULES)('$name never throws, and never has an empty answer', (rule) => {
    fc.assert(
      fc.property(fc.oneof(replies, fc.string()), (text) => {
        const found = rule.extract(text)
        if (found === null) return
        expect(found.answer).not.toBe('')
        expect(rule.equal(found.answer, '18')).toBeTypeOf('boolean')
      }),
    )
  })

  it.each(RULES)('$name reads a reply of 10 million characters', (rule) => {
    for (const digits of ['1', ',', '1.']) {
      expect(() => rule.extract(`#### The final answer is Answer ${digits.repeat(1e7 / digits.length)}`)).not.toThrow()
    }
  })

  it.each(RULES)('$name takes no more than linear time', (rule) => {
    for (const piece of [...pieces, '1', '1.', '1,', '1 ', '-1', '0']) {
      const reply = `#### The answer is Answer1.${piece.repeat(300_000 / piece.length)}x`
      expect(cpuMs(() => rule.extract(reply))).toBeLessThan(5000)
    }
  })
})
