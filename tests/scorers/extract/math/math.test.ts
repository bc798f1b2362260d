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
    ['The distance from $P$ to the vertex is 11.', '11', 'last-formula'],
    ['So the area of $\\triangle ABC$ equals 12.5 square units.', '12.5', 'last-formula'],
    ['Hence $f(3)$ is then 1/2.', '1/2', 'last-formula'],
    ['Therefore $x_1$ is -7', '-7', 'last-formula'],
    ['The number that solves it is $x$. There are 3 others.', 'x', 'last-formula'],
    ['It is $x$, which is 10^3.', 'x', 'last-formula'],
    ['Then $x = 4$, so there is 1 solution, which is 1.', 'x = 4', 'last-formula'],
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

  it('is sought in the last 64 marks at most, so that a loop of marks takes no longer than other replies', () => {
    expect(math.extract(`\\boxed{8}${'\\boxed{'.repeat(63)}`)).toMatchObject({ answer: '8' })
    expect(math.extract(`\\boxed{8}${'\\boxed{'.repeat(64)}`)).toBeNull()
  })

  it('is none where the last box is too long, whatever came before', () => {
    expect(math.extract(`\\boxed{8} \\boxed{${'1+'.repeat(2001)}1}`)).toBeNull()
  })

  it('does not depend on the reply that was read before', () => {
    expect(math.extract('We are done: the answer is therefore found. The answer is $x^2 + 12$.')).toMatchObject({
      answer: 'x^2 + 12',
    })
    expect(math.extract('So $n = 12$.')).toMatchObject({ answer: 'n = 12' })
  })

  it('is found at the end of a reply of any length', () => {
    const reply = `${'$x$ and so on. '.repeat(20_000)}\\boxed{2}`
    expect(math.extract(reply)).toMatchObject({ answer: '2', span: [reply.length - 2, reply.length - 1] })
  })
})
