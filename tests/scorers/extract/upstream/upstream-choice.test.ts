import { describe, expect, it } from 'vitest'
import type { ExtractionRule } from '../../../../scorers/extract/rule.ts'
import { lmEvalGpqa, opencompassGpqa, simpleEvals } from '../../../../scorers/extract/upstream/upstream.ts'

const found = (rule: ExtractionRule, text: string) => rule.extract(text)?.answer ?? null

describe('simple-evals', () => {
  it.each([
    ['Answer: C', 'C'],
    ['**Answer: C**', 'C'],
    ['Answer: $C$', 'C'],
    ['Final Answer: D', 'D'],
    ['answer: c', 'c'],
    ['Answer: Because C', 'B'],
    ['Answer: A. No. Answer: B', 'A'],
    ['**Answer:** C', null],
    ['Answer: (C)', null],
    ['Answer: \\boxed{C}', null],
    ['Answer:\nC', null],
    ['The answer is C', null],
    ['Answer: E', null],
  ])('reads %j as %s', (text, expected) => expect(found(simpleEvals, text)).toBe(expected))

  it('holds a lower-case letter for wrong', () => expect(simpleEvals.equal('c', 'C')).toBe(false))

  it('says where the letter stands', () => expect(simpleEvals.extract('So.\nAnswer: $C$')?.span).toEqual([13, 14]))
})

describe('opencompass', () => {
  it.each([
    ['ANSWER: C', 'C'],
    ['Answer:\nC', 'C'],
    ['Answer :  C, then ANSWER: D', 'C'],
    ['Answer: $C$', null],
  ])('reads %j as %s', (text, expected) => expect(found(opencompassGpqa, text)).toBe(expected))
})

describe('lm-eval’s strict-match', () => {
  it.each([
    ['The answer is (A).', '(A)', true],
    ['The answer is (A)', '(A', true],
    ['The answer is a.', 'a', true],
    ['The answer is A. Hence.', 'A. Hence', false],
    ['The answer is (B).\nThe answer is (A).', '(B)', false],
    ['Answer: A', null, false],
  ])('reads %j as %s', (text, expected, right) => {
    const answer = found(lmEvalGpqa, text)
    expect([answer, answer !== null && lmEvalGpqa.equal(answer, 'A')]).toEqual([expected, right])
  })
})

// The time limit is generous: quadratic work on these would take hours, not seconds.
it.each([simpleEvals, opencompassGpqa, lmEvalGpqa])(
  '$name reads a million characters of anything',
  (rule) => {
    for (const piece of ['Answer', 'Answer: ', 'Answer \t', 'ANSWER\n', 'The answer is ', 'x', '\n']) {
      rule.extract(piece.repeat(Math.ceil(1_000_000 / piece.length)))
    }
  },
  60_000,
)
