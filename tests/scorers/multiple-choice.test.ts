import { describe, expect, it } from 'vitest'
import type { Completion } from '../../results/schema/schema.ts'
import { multipleChoice } from '../../scorers/answer-match.ts'
import { choice } from '../../scorers/extract/choice/choice.ts'
import { simpleEvals } from '../../scorers/extract/upstream/upstream.ts'

const score = (completion: Partial<Completion>, rule = choice) =>
  multipleChoice(rule).score(
    { turns: [{ prompt: 'Which?', completion: { text: '', finishReason: 'stop', ...completion } }] },
    { id: 'x/0', turns: ['Which?'], target: 'C', order: [1, 2, 0, 3] },
    {},
  )

describe('multipleChoice', () => {
  it('explains its score, with the rules of others beside it', async () => {
    expect(await score({ text: '<think>Answer: B</think>\n**Answer:** (C)' })).toEqual({
      value: 1,
      answer: 'C',
      rule: 'multiple-choice',
      via: 'phrase',
      span: [38, 39],
      mark: [27, 34],
      readings: {
        'multiple-choice': { value: 1, answer: 'C', via: 'phrase', span: [38, 39], mark: [27, 34] },
        'simple-evals': { value: 0, answer: 'B', via: 'phrase', span: [15, 16] },
        'opencompass/gpqa': { value: 0, answer: 'B', via: 'phrase', span: [15, 16] },
        'lm-eval/gpqa-strict-match': { value: 0, answer: null },
      },
    })
  })

  it.each<[string, Partial<Completion>, number, string | null]>([
    ['a cut reply that had marked its answer', { text: 'Answer: C\nFor', finishReason: 'length' }, 1, 'C'],
    ['a cut reply that had not', { text: 'I would go with C', finishReason: 'length' }, 0, null],
    ['thinking that never ends', { text: '<think>Answer: C' }, 0, null],
    ['a refusal', { text: 'Answer: C', refusal: 'No.' }, 0, null],
    ['no reply at all', {}, 0, null],
  ])('scores %s', async (_case, completion, value, answer) => {
    expect(await score(completion)).toMatchObject({ value, answer })
  })

  it('lets another rule make the score', async () => {
    const other = multipleChoice(choice).withRule?.('simple-evals')
    expect(other?.rule).toBe('simple-evals')
    expect(await score({ text: '**Answer:** C' }, simpleEvals)).toMatchObject({ value: 0, answer: null })
  })
})
