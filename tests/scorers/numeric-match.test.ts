import { describe, expect, it } from 'vitest'
import type { Completion } from '../../results/schema/schema.ts'
import { numericMatch } from '../../scorers/answer-match.ts'
import { number } from '../../scorers/extract/number/number.ts'
import { reference, strictMatch } from '../../scorers/extract/upstream/upstream.ts'

const turn = (completion: Partial<Completion>) => ({
  prompt: 'How many?',
  completion: { text: '', finishReason: 'stop' as const, ...completion },
})

const score = (completion: Partial<Completion>, { rule = number, target = '18' } = {}) =>
  numericMatch(rule, [strictMatch]).score(
    { turns: [turn(completion)] },
    { id: 'x/0', turns: ['How many?'], target },
    {},
  )

describe('numericMatch', () => {
  it('explains its score, with other rules beside it', async () => {
    expect(await score({ text: '<think>9?</think>\n#### 9\nIt is $\\boxed{18.0}$' })).toEqual({
      value: 1,
      answer: '18',
      rule: 'number',
      via: 'boxed',
      span: [39, 43],
      mark: [33, 39],
      readings: {
        number: { value: 1, answer: '18', via: 'boxed', span: [39, 43], mark: [33, 39] },
        'lm-eval/strict-match': { value: 0, answer: '9', via: 'hashes', span: [23, 24] },
      },
    })
  })

  it('gives spans in the text of the completion, thinking included', async () => {
    const text = '<think>18 or 9?</think><answer>It is **18**.</answer>'
    const { span = [0, 0] } = await score({ text })
    expect(text.slice(...span)).toBe('18')
    expect(span[0]).toBe(text.lastIndexOf('18'))
  })

  it('scores 0 where there is no answer', async () => {
    expect(await score({ text: 'I am not sure.' })).toEqual({
      value: 0,
      answer: null,
      rule: 'number',
      readings: { number: { value: 0, answer: null }, 'lm-eval/strict-match': { value: 0, answer: null } },
    })
  })

  it('scores the last turn', async () => {
    const attempt = { turns: [turn({ text: '#### 9' }), turn({ text: '#### 18' })] }
    const { value } = await numericMatch(number).score(attempt, { id: 'x/0', turns: ['', ''], target: '18' }, {})
    expect(value).toBe(1)
  })

  describe('knows what the model did wrong', () => {
    const CUT = { finishReason: 'length' } as const
    it.each([
      // reply, flaw, answer
      [{ text: '#### 18' }, undefined, '18'],
      [{ text: '#### 18', ...CUT }, 'truncated', '18'],
      [{ text: 'The answer is 18.\nThe answer is 1', ...CUT }, 'truncated', '18'],
      [{ text: 'It is \\boxed{18}, because', ...CUT }, 'truncated', '18'],
      [{ text: 'The answer is 18 since', ...CUT }, 'truncated', '18'],
      [{ text: 'Answer: Ann sells 18 and', ...CUT }, 'truncated', null],
      [{ text: '16 + 2 = 18, then', ...CUT }, 'truncated', null],
      [{ text: 'It is \\boxed{18', ...CUT }, 'truncated', null],
      [{ text: '16 + 2 = 18, then', finishReason: 'timeout' }, 'truncated', null],
      [{ text: '#### 18\nThen', finishReason: 'timeout' }, 'truncated', '18'],
      [{ text: '<think>The answer is 18.' }, 'truncated', null],
      [{ text: '<think>The answer is 18.', ...CUT }, 'truncated', null],
      [{ text: '<think>It is 18.</think>\n' }, 'empty', null],
      [{ text: '<think>It is 18.</think>\n', finishReason: 'other' }, 'truncated', null],
      [{ text: '', reasoning: 'It is 18.' }, 'empty', null],
      [{ text: '', reasoning: 'It is 18.', ...CUT }, 'truncated', null],
      [{ text: '', reasoning: 'It is 18.', finishReason: 'other' }, 'truncated', null],
      [{ text: '', ...CUT }, 'truncated', null],
      [{ text: '' }, 'empty', null],
      [{ text: ' \n', reasoning: '' }, 'empty', null],
      [{ text: '', refusal: 'I cannot help with 18.' }, 'refused', null],
      [{ text: '#### 18', refusal: 'No.' }, 'refused', null],
      [{ text: '#### 18', refusal: '' }, undefined, '18'],
      [{ text: '#### 18', finishReason: 'other' }, undefined, '18'],
    ] as const)('%j is %s and answers %s', async (completion, flaw, answer) => {
      const found = await score(completion)
      expect([found.flaw, found.answer, found.value]).toEqual([flaw, answer, answer === null ? 0 : 1])
    })
  })

  it.each([
    { text: '<think>\n#### 18' },
    { text: '#### 18', finishReason: 'length' },
    { text: '<think>\n#### 18\n</think>', finishReason: 'other' },
  ] as const)('lets an upstream rule read %j as it came', async (completion) => {
    expect(await score(completion, { rule: reference })).toMatchObject({ value: 1, answer: '18', flaw: 'truncated' })
  })

  it('keeps all rules beside its own unless told otherwise', async () => {
    const { readings } = await numericMatch(reference).score(
      { turns: [turn({ text: '#### 18' })] },
      { id: 'x/0', turns: [''], target: '18' },
      {},
    )
    expect(Object.keys(readings ?? {})).toHaveLength(8)
    expect(Object.keys(readings ?? {})[0]).toBe('reference')
  })

  it('takes another of its rules for the headline', async () => {
    const scorer = numericMatch(number, [strictMatch]).withRule?.('lm-eval/strict-match')
    expect(scorer?.rule).toBe('lm-eval/strict-match')
    expect(() => scorer?.withRule?.('mgsm')).toThrow('no extraction rule "mgsm"')
  })

  it('says what is missing where it cannot score at all', async () => {
    const scorer = numericMatch(number)
    await expect(scorer.score({ turns: [] }, { id: 'x/0', turns: [], target: '18' }, {})).rejects.toThrow(
      'x/0: an attempt without a reply',
    )
    await expect(scorer.score({ turns: [turn({})] }, { id: 'x/0', turns: [] }, {})).rejects.toThrow(
      'x/0: a sample without a target',
    )
  })
})
