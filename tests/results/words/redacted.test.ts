import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { redacted } from '../../../results/words/redacted.ts'
import { reading, record, turn, unscoredRecord } from '../../helpers/records.ts'

const hidden = { protected: { canary: 'canary 0' } }
const secret = 'the secret question'

const answered: SampleRecord = {
  ...record('quiz/0', 1, {
    answer: 'C',
    rule: 'multiple-choice',
    span: [5, 6],
    readings: { 'multiple-choice': reading(1, 'C'), 'lm-eval/gpqa-strict-match': reading(0, `C, ${secret}`) },
    turns: [
      {
        ...turn({
          text: `C: ${secret}`,
          reasoning: secret,
          refusal: secret,
          cut: { stop: 'Question:', rest: `Question: ${secret}`, finishReason: 'stop' },
          usage: { outputTokens: 9 },
        }),
        prompt: [{ role: 'user', content: secret }],
      },
    ],
  }),
  order: [1, 2, 0, 3],
}

describe('redacted', () => {
  it('keeps the choice and drops the text, wherever it stands', () => {
    const shown = redacted(answered, hidden)
    expect(JSON.stringify(shown)).not.toContain('secret')
    expect(shown.outcome).toMatchObject({ score: { value: 1, answer: 'C', rule: 'multiple-choice' } })
    expect(shown.order).toEqual([1, 2, 0, 3])
    expect(shown.attempt.turns[0]).toMatchObject({
      prompt: '(a protected question of 19 characters; --show-protected shows it)',
      completion: { text: expect.stringContaining('a reply of 22 characters'), usage: { outputTokens: 9 } },
    })
  })

  it('drops the messages of errors, which may repeat what was asked', () => {
    const failed = unscoredRecord('quiz/0')
    expect(JSON.stringify(redacted(failed, hidden))).not.toContain('the server answered')
  })

  it('leaves other benchmarks alone', () => expect(redacted(answered, {})).toBe(answered))
})
