import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeTemplate } from '../../scorers/judge-template.ts'

const template = judgeTemplate({ name: 'pair', user: '[{question}] {{"a": 1}} <{answer}>' }, ['question', 'answer'])
const filled = (question: string, answer: string) => template.fill({ question, answer })[0]?.content

describe('a judge template', () => {
  it.each(['{question}', '$&', "$'", '$1', '{{', '}}', '{', '{answer}{answer}', '\\'])(
    'leaves %j in an answer as it is',
    (odd) => expect(filled(odd, odd)).toBe(`[${odd}] {"a": 1} <${odd}>`),
  )

  it('puts any two texts in their places', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (question, answer) => {
        expect(filled(question, answer)).toBe(`[${question}] {"a": 1} <${answer}>`)
      }),
    )
  })

  it('has a system message only where it says so', () => {
    expect(template.fill({ question: 'q', answer: 'a' }).map(({ role }) => role)).toEqual(['user'])
    const strict = judgeTemplate({ name: 'strict', system: 'Be {strict}.', user: '{answer}' }, ['answer'])
    expect(strict.fill({ answer: 'a' })).toEqual([
      { role: 'system', content: 'Be {strict}.' },
      { role: 'user', content: 'a' },
    ])
  })

  it('is refused without a placeholder it needs, or with one that nothing is known of', () => {
    expect(() => judgeTemplate({ name: 'bare', user: '{question}' }, ['question', 'answer'])).toThrow(
      'judge template bare: has no {answer}',
    )
    expect(() => judgeTemplate({ name: 'odd', user: '{answer} {mood}' }, ['answer'])).toThrow(
      'nothing is known to put in place of {mood}',
    )
  })

  it('does not count a brace written twice as a placeholder', () => {
    expect(() => judgeTemplate({ name: 'bare', user: '{{answer}}' }, ['answer'])).toThrow('has no {answer}')
  })
})
