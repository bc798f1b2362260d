import { describe, expect, it } from 'vitest'
import { type Answer, type AnswerRequirements, choose, judgeReply } from '../../../harness/training/answers.ts'
import { readFormat } from '../../../harness/training/filters.ts'
import type { Completion, Score } from '../../../results/schema/schema.ts'
import { scored, unscored } from '../../helpers/stored-run.ts'

const DEMANDS: AnswerRequirements = { filters: { keepRefusals: false }, needsThinking: false, isVerified: false }

function judged(
  completion: Partial<Completion>,
  requirements: Partial<AnswerRequirements> = {},
  score: Partial<Score> = {},
) {
  const turns = [{ prompt: 'Q', completion: { text: '', finishReason: 'stop' as const, ...completion } }]
  const outcome = { kind: 'scored' as const, score: { value: 1, answer: 'x', ...score } }
  return judgeReply({ ...scored('sft-teacher/1'), outcome, attempt: { turns } }, { ...DEMANDS, ...requirements })
}

describe('a reply', () => {
  it.each<[string, Partial<Completion>, string | undefined]>([
    ['tags', { text: '<think>\nTwo and two.\n</think>\n\nFour.' }, 'Two and two.'],
    ['a lost first tag', { text: 'Two and two.\n</think>\n\nFour.' }, 'Two and two.'],
    ['an answer in tags', { text: '<think>Two and two.</think><answer>Four.</answer>' }, 'Two and two.'],
    ['a field of its own', { text: 'Four.', reasoning: 'Two and two.' }, 'Two and two.'],
    ['no thinking', { text: 'Four.' }, undefined],
    ['empty thinking', { text: '<think>\n\n</think>\nFour.' }, undefined],
  ])('is taken apart: %s', (_, completion, thinking) => {
    const expected = { answer: 'Four.', ...(thinking !== undefined && { thinking }) }
    expect(judged(completion)).toMatchObject({ texts: expected, kept: { length: 5 } })
  })

  it('is taken apart by a pattern of the teacher’s own, at its start alone', () => {
    const thinkingPattern = /^Plan: (.*)\n/m
    expect(judged({ text: 'Plan: add.\nFour.' }, { thinkingPattern })).toMatchObject({
      texts: { thinking: 'add.', answer: 'Four.' },
    })
    expect(judged({ text: 'Four.\nPlan: add.\n' }, { thinkingPattern, needsThinking: true })).toEqual({
      dropped: { reason: 'no-thinking' },
    })
  })

  it.each<[string, Partial<Completion>, Partial<AnswerRequirements>, Partial<Score>]>([
    ['unclosed-thinking', { text: '<think>Two and', finishReason: 'length' }, {}, {}],
    ['unclosed-thinking', { reasoning: 'Two and', finishReason: 'length' }, {}, {}],
    ['truncated', { text: 'Fo', finishReason: 'length' }, {}, {}],
    ['empty', { text: '  ' }, {}, {}],
    ['refused', { refusal: 'No.' }, {}, {}],
    ['refused', { text: 'I’m sorry, but I can’t help with that.' }, {}, {}],
    ['refused', { text: '抱歉，我无法回答这个问题。' }, {}, {}],
    ['no-thinking', { text: 'Four.' }, { needsThinking: true }, {}],
    ['wrong', { text: 'Five.' }, { isVerified: true }, { value: 0 }],
    ['wrong', { text: 'f = 1' }, { isVerified: true }, { value: 0, verdict: { outcome: 'failed', detail: '' } }],
    [
      'unverifiable',
      { text: 'f = 1' },
      { isVerified: true },
      { value: 0, verdict: { outcome: 'unencodable', detail: '' } },
    ],
    [
      'unverifiable',
      { text: 'f = 1' },
      { isVerified: true },
      { value: 0, verdict: { outcome: 'missing-module', detail: '', module: 'numpy' } },
    ],
    ['unanswered', { text: 'Hm.' }, { isVerified: true }, { value: 0, answer: null }],
    ['answer-format', { text: 'Four.' }, { filters: { keepRefusals: false, answerFormat: readFormat('boxed') } }, {}],
    ['answer-length', { text: 'Four.' }, { filters: { keepRefusals: false, answerLength: { min: 6, max: 9 } } }, {}],
  ])('is dropped: %s', (reason, completion, requirements, score) =>
    expect(judged(completion, requirements, score)).toMatchObject({ dropped: { reason } }),
  )

  it('is kept though it looks like a refusal, where refusals are asked for', () =>
    expect(judged({ text: 'I cannot help with that.' }, { filters: { keepRefusals: true } })).toHaveProperty('kept'))

  it('that begins with regret and goes on to help is no refusal', () =>
    expect(judged({ text: 'I’m sorry to hear that. Four loaves are left.' })).toHaveProperty('kept'))

  it('that could not be had is nobody’s fault', () =>
    expect(judgeReply(unscored('sft-teacher/1'), DEMANDS)).toMatchObject({ dropped: { reason: 'no-reply' } }))
})

describe('of several good answers', () => {
  const answers = ['long answer', 'short', 'short', 'middling'].map((answer, index): Answer => {
    return { repeat: index + 1, digest: answer, length: answer.length, score: 1, characters: answer.length }
  })

  it.each([
    ['first', [1], { 2: 'not-chosen', 3: 'same-answer', 4: 'not-chosen' }],
    ['best', [2], { 1: 'not-chosen', 3: 'same-answer', 4: 'not-chosen' }],
    ['all', [1, 2, 4], { 3: 'same-answer' }],
  ] as const)('%s are kept', (keep, repeats, reasons) => {
    const { kept, dropped } = choose(answers, keep)
    expect(kept.map(({ repeat }) => repeat)).toEqual(repeats)
    expect(Object.fromEntries([...dropped].map(([repeat, { reason }]) => [repeat, reason]))).toEqual(reasons)
  })
})
