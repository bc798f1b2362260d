import { expect, it } from 'vitest'
import { simpleEvalsMmlu } from '../../../../scorers/extract/upstream/simple-evals-mmlu.ts'

it.each([
  ['Answer: C', 'C'],
  ['**Answer:** C', 'C'],
  ['Answer: $\\boxed{C}$', 'C'],
  ['Answer: \\(\\text{C}\\)', 'C'],
  ['Answer: A … no. Answer: B', 'A'],
  ['answer: c', 'c'],
  ['Antwort : D', 'D'],
  ['答案：B', 'B'],
  ['الإجابة: ج', 'C'],
  ['Antwort: A, and in English Answer: B', 'B'],
  ['Answer: Because', 'B'],
  ['Answer: (C)', null],
  ['Answer:\nC', null],
  ['The answer is C', null],
])('reads %j as %j', (reply, answer) => {
  const found = simpleEvalsMmlu.extract(reply)
  expect(found?.answer ?? null).toBe(answer)
  if (found !== null && /^[A-D]$/.test(found.answer)) expect(reply.slice(...found.span)).toMatch(/^[A-Dج]$/)
})

it('takes a lower-case letter for an answer that is no key', () => expect(simpleEvalsMmlu.equal('c', 'C')).toBe(false))
