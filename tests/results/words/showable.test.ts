import { describe, expect, it } from 'vitest'
import { describeFlips } from '../../../results/report/flips.ts'
import { explainSample } from '../../../results/report/sample.ts'
import type { Comparison } from '../../../results/schema/comparison.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { showable, showableResults } from '../../../results/words/showable.ts'
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

describe('showable', () => {
  it('keeps the choice and drops the text, wherever it stands', () => {
    const shown = showable(answered, hidden)
    expect(JSON.stringify(shown)).not.toContain('secret')
    expect(shown.outcome).toMatchObject({ score: { value: 1, answer: 'C', rule: 'multiple-choice' } })
    expect(shown.order).toEqual([1, 2, 0, 3])
    expect(shown.attempt.turns[0]).toMatchObject({
      prompt: '(a protected question of 19 characters; --show-protected shows it)',
      completion: { text: expect.stringContaining('a reply of 22 characters'), usage: { outputTokens: 9 } },
    })
  })

  it('drops what answers were compared as, and what was found of instructions', () => {
    const comparison = { answer: secret, target: secret, by: secret }
    const instructions = [{ kind: 'keywords:existence', strict: true, loose: true, found: secret }]
    const graded = record('quiz/0', 1, {
      answer: 'C',
      comparison,
      instructions,
      readings: { boxed: { ...reading(1, 'C'), comparison } },
    })
    const shown = JSON.stringify(showable(graded, hidden))
    expect(shown).not.toContain('secret')
    expect(shown).toContain('keywords:existence')
  })

  it('drops the messages of errors, which may repeat what was asked', () => {
    const failed = unscoredRecord('quiz/0')
    expect(JSON.stringify(showable(failed, hidden))).not.toContain('the server answered')
  })

  it('leaves other benchmarks alone, and all of them with --show-protected', () => {
    expect(showable(answered, {})).toBe(answered)
    expect(showable(answered, hidden, true)).toBe(answered)
  })
})

describe('showableResults', () => {
  const flip = { id: 'quiz/0', direction: 'lost', change: 'other-answer' } as const
  const comparison = {
    before: { run: 'base' },
    after: { run: 'sft' },
    flips: [{ ...flip, before: '(C)', after: secret }],
  } as unknown as Comparison
  const resultsWith = (protection: object) => ({
    runs: [
      { folder: 'base', manifest: {} },
      { folder: 'sft', manifest: protection },
    ],
    comparisons: [comparison],
  })
  const flipsOf = (results: ReturnType<typeof showableResults>) => results.comparisons.flatMap(({ flips }) => flips)

  it('keeps answers of a letter where one of both runs is protected', () =>
    expect(flipsOf(showableResults(resultsWith(hidden)))).toEqual([{ ...flip, before: '(C)' }]))

  it('keeps all of them elsewhere, and with --show-protected', () => {
    const whole = [{ ...flip, before: '(C)', after: secret }]
    expect(flipsOf(showableResults(resultsWith({})))).toEqual(whole)
    expect(flipsOf(showableResults(resultsWith(hidden), true))).toEqual(whole)
  })

  it('is what printers demand: without it, a call does not compile', () => {
    // @ts-expect-error a record that may hold protected text
    expect(explainSample({ record: answered })).toContain(secret)
    // @ts-expect-error a comparison with answers that may repeat it
    expect(describeFlips(comparison).join()).toContain(secret)
  })
})
