import { describe, expect, it } from 'vitest'
import { math } from '../../../../scorers/extract/math/math.ts'

describe('the answer of a reply', () => {
  it.each([
    ['So it is \\boxed{7}.', '7', 'boxed'],
    ['First \\boxed{3}, and finally \\boxed{\\frac{1}{\\sqrt{2}}}.', '\\frac{1}{\\sqrt{2}}', 'boxed'],
    ['\\boxed{\\left\\{ 1, 2 \\right\\}}', '\\left\\{ 1, 2 \\right\\}', 'boxed'],
    ['\\fbox{$x = 4$}', '$x = 4$', 'boxed'],
    ['$\\boxed 5$', '5', 'boxed'],
    ['\\boxed\\frac12 $', '\\frac12', 'boxed'],
    ['\\boxed{8}. It is not \\boxed{9}.', '8', 'boxed'],
    ['\\boxed{8} and \\boxed{9', '8', 'boxed'],
    ['\\boxed{} So \\boxed{ 6 }', '6', 'boxed'],
    ['Final Answer: The final answer is $\\frac{3}{4}$. I hope it is correct.', '\\frac{3}{4}', 'final-answer'],
    ['**Answer:** \\(x^2\\)', 'x^2', 'final-answer'],
    ['Answer: 3.5', '3.5', 'final-answer'],
    ['#### 18', '18', 'final-answer'],
    ['We get $x = 3$, hence\n$$y = 2x + 1$$', 'y = 2x + 1', 'last-formula'],
  ])('%j is %j', (reply, answer, via) => {
    const found = math.extract(reply)
    expect(found).toMatchObject({ answer, via, explicit: via !== 'last-formula' })
    expect(reply.slice(...(found?.span ?? [0, 0]))).toBe(answer)
  })

  it.each([
    ['there is none', 'I cannot solve this.'],
    ['it is longer than 4,000 characters', `\\boxed{${'1+'.repeat(2001)}1}`],
    ['it is nested deeper than 50 times', `\\boxed{${'('.repeat(51)}1${')'.repeat(51)}}`],
  ])('is none where %s', (_case, reply) => expect(math.extract(reply)).toBeNull())

  it('is found at the end of a reply of any length', () => {
    const reply = `${'$x$ and so on. '.repeat(20_000)}\\boxed{2}`
    expect(math.extract(reply)).toMatchObject({ answer: '2', span: [reply.length - 2, reply.length - 1] })
  })
})
