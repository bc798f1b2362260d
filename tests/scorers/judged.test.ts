import { describe, expect, it } from 'vitest'
import { JudgeError } from '../../results/errors.ts'
import type { Completion, Sample, TurnRating } from '../../results/schema/schema.ts'
import type { RatingRule } from '../../scorers/extract/rating/rating.ts'
import { type JudgedOptions, judged } from '../../scorers/judged.ts'
import { PLAIN_JUDGING, type Said, scriptedPanel } from '../helpers/scripted-judge.ts'

const sample: Sample = { id: 'talk/1', turns: ['Why?', 'And then?'] }

interface Setting {
  readonly replies?: readonly (string | Partial<Completion>)[]
  readonly options?: Partial<JudgedOptions>
  readonly panel?: Parameters<typeof scriptedPanel>[1]
}

/** Rates turn after turn, as a run does, and scores the whole. */
async function judgedBy(says: Parameters<typeof scriptedPanel>[0], setting: Setting = {}) {
  const { panel, questions } = scriptedPanel(says, setting.panel)
  const scorer = judged({ ...PLAIN_JUDGING, ...setting.options })
  const turns = (setting.replies ?? ['Because.', 'Nothing.']).map((reply) => ({
    prompt: '',
    completion: {
      text: '',
      finishReason: 'stop' as const,
      ...(typeof reply === 'string' ? { text: reply } : reply),
    },
  }))
  const ratings: TurnRating[] = []
  for (const index of turns.keys()) {
    const rating = await scorer.rate?.({ turns: turns.slice(0, index + 1) }, sample, { judge: panel })
    if (rating !== undefined) ratings.push(rating)
  }
  const score = () => scorer.score({ turns }, sample, { judge: panel }, ratings)
  return { ratings, score, questions, asked: questions.map(({ prompt }) => prompt.at(-1)?.content) }
}

const saying = (...said: readonly Said[]) => {
  const rest = [...said]
  return () => rest.shift() ?? 'nothing left to say'
}

describe('a conversation', () => {
  it('is rated turn by turn, and scored by their mean', async () => {
    const { ratings, score, asked } = await judgedBy(saying('Fine. [[8]]', 'Worse. [[5]]'))
    expect(asked).toEqual(['Why? ⇒ Because.', 'And then? ⇒ Nothing.'])
    expect(ratings.map(({ rating }) => rating)).toEqual([8, 5])
    expect(await score()).toMatchObject({ value: 6.5, answer: '8, 5', rule: 'rating' })
  })

  it('keeps each verdict with the prompt that was judged, what was said, and the rule that read it', async () => {
    const { ratings } = await judgedBy(saying('Fine. [[8]]', 'Worse. [[5]]'))
    expect(ratings[0]).toEqual({
      turn: 1,
      template: 'plain',
      rating: 8,
      answerLength: 8,
      prompt: [{ role: 'user', content: 'Why? ⇒ Because.' }],
      verdicts: [
        {
          judge: 'j',
          regrade: 1,
          rating: 8,
          rule: 'rating',
          via: 'brackets',
          readings: { rating: 8, reference: 8 },
          attempts: [{ completion: { text: 'Fine. [[8]]', finishReason: 'stop' } }],
        },
      ],
    })
  })

  it('is shown to the judge without its thinking, and also when empty, cut or refused', async () => {
    const replies = ['<think>\nhm\n</think>\n\nBecause.', '']
    expect((await judgedBy(() => '[[4]]', { replies })).asked).toEqual(['Why? ⇒ Because.', 'And then? ⇒ '])
    const odd = [
      { text: '<think>\nand on and on', finishReason: 'length' as const },
      { text: '', refusal: 'I must not.' },
    ]
    const { asked, score } = await judgedBy(() => '[[1]]', { replies: odd })
    expect(asked).toEqual(['Why? ⇒ ', 'And then? ⇒ I must not.'])
    expect(await score()).toMatchObject({ value: 1, flaw: 'truncated' })
  })
})

describe('a reply of the judge that was cut at its limit', () => {
  const cut = (text: string) => ({ text, finishReason: 'length' as const })

  it('is asked for again, unless the whole form stands before the cut', async () => {
    const { ratings } = await judgedBy(
      saying(cut('Fine, though [[4]] would be'), 'Rating: [[7]]', cut('Rating: [[5]]\n\nSince')),
    )
    expect(ratings.map(({ rating, verdicts }) => [rating, verdicts[0]?.attempts.length])).toEqual([
      [7, 2],
      [5, 1],
    ])
  })
})

describe('a verdict with another one beside it', () => {
  it('is marked, and read as the last', async () => {
    const { ratings } = await judgedBy(saying('Rating: [[8]]\nRating: [[6]]', 'Rating: [[8]]. A [[10]] would cite.'))
    expect(ratings.map(({ verdicts }) => verdicts[0])).toMatchObject([{ rating: 6, conflicting: true }, { rating: 8 }])
    expect(ratings[1]?.verdicts[0]).not.toHaveProperty('conflicting')
  })
})

describe('a verdict that cannot be read', () => {
  it('is asked for again with a reminder that is kept, each time in other words', async () => {
    const { ratings, asked } = await judgedBy(saying('Hm.', 'Well: 7', 'So: [[7]]', '[[5]]'))
    expect(asked.slice(0, 3)).toEqual([
      'Why? ⇒ Because.',
      'Why? ⇒ Because.\n\nSay [[n]].',
      'Why? ⇒ Because.\n\nSay [[n]]. (2)',
    ])
    expect(ratings[0]?.verdicts[0]).toMatchObject({
      rating: 7,
      readings: { rating: null, reference: null },
      attempts: [
        { completion: { text: 'Hm.' } },
        { reminder: 'Say [[n]].', completion: { text: 'Well: 7' } },
        { reminder: 'Say [[n]]. (2)', completion: { text: 'So: [[7]]' } },
      ],
    })
  })

  it('is no rating after three replies: the sample is unscored, never 0', async () => {
    const { ratings, score, questions } = await judgedBy(({ turn }) => (turn === 1 ? '[[9]]' : 'Hm.'))
    expect(questions).toHaveLength(4)
    expect(ratings[1]?.verdicts[0]?.failure).toEqual({ kind: 'unreadable', message: 'no rating in 3 replies of j' })
    await expect(score()).rejects.toThrow(new JudgeError('turn 2: no rating in 3 replies of j'))
  })

  it('out of range is asked for again as well', async () => {
    expect((await judgedBy(saying('[[15]]', '[[9]]', '[[3]]'))).ratings.map(({ rating }) => rating)).toEqual([9, 3])
  })

  it('may hide in the judge’s thinking, which is not its verdict', async () => {
    const { ratings } = await judgedBy(
      saying('<think>\nmaybe [[3]]\n</think>\nI see.', '<think>\n[[2]]\n</think>[[6]]', '[[7]]'),
    )
    expect(ratings.map(({ rating }) => rating)).toEqual([6, 7])
  })
})

describe('a judge that cannot be had', () => {
  it('leaves the sample unscored, and what it said before is kept', async () => {
    const { ratings, score } = await judgedBy(saying('Hm.', new JudgeError('the judge is gone'), '[[5]]'))
    expect(ratings[0]?.verdicts[0]).toMatchObject({
      attempts: [{ completion: { text: 'Hm.' } }],
      failure: { kind: 'no-reply', message: 'the judge is gone' },
    })
    await expect(score()).rejects.toThrow('turn 1: the judge is gone')
  })

  it('because the conversation is too long for it is told apart', async () => {
    const { score } = await judgedBy(() => new JudgeError('too long', { tooLong: true }))
    await expect(score()).rejects.toMatchObject({ tooLong: true })
  })
})

describe('several verdicts', () => {
  it('of several judges count alike, however often each was asked', async () => {
    const { ratings } = await judgedBy(({ judge, regrade }) => (judge === 'strict' ? '[[2]]' : `[[${5 + regrade}]]`), {
      panel: { judges: ['strict', 'kind'], regrades: 2 },
    })
    expect(ratings[0]?.verdicts.map(({ judge, regrade, rating }) => [judge, regrade, rating])).toEqual([
      ['strict', 1, 2],
      ['strict', 2, 2],
      ['kind', 1, 6],
      ['kind', 2, 7],
    ])
    expect(ratings[0]?.rating).toBe((2 + 6.5) / 2)
  })

  it('need as many judges as are asked for', async () => {
    const says: Parameters<typeof scriptedPanel>[0] = ({ judge }) => (judge === 'mute' ? 'Hm.' : '[[6]]')
    const judges = ['mute', 'kind']
    await expect((await judgedBy(says, { panel: { judges } })).score()).rejects.toThrow(
      'no rating in 3 replies of mute',
    )
    const { score } = await judgedBy(says, { panel: { judges, minimum: 1 } })
    expect(await score()).toMatchObject({ value: 6 })
  })
})

describe('an upstream protocol', () => {
  const options: Partial<JudgedOptions> = { maxAttempts: 1, unreadable: 'dropped' }

  it('asks once, and drops what has no rating', async () => {
    const { score, questions } = await judgedBy(saying('Hm.', '[[6]]'), { options })
    expect(questions).toHaveLength(2)
    expect(await score()).toMatchObject({ value: 6, answer: '–, 6' })
  })

  it('has no score where nothing is left', async () => {
    await expect((await judgedBy(() => 'Hm.', { options })).score()).rejects.toThrow(JudgeError)
  })

  it('may count what has no rating as a number of its own, but no judge that could not be had', async () => {
    const minus = { maxAttempts: 1, unreadable: -1 }
    expect(await (await judgedBy(saying('Hm.', '[[6]]'), { options: minus })).score()).toMatchObject({ value: 2.5 })
    const gone = await judgedBy(saying(new JudgeError('gone'), '[[6]]'), { options: minus })
    await expect(gone.score()).rejects.toThrow('gone')
  })
})

it('reads by another rule where that is asked for', async () => {
  const scorer = judged(PLAIN_JUDGING).withRule?.('reference')
  expect(scorer?.rule).toBe('reference')
  expect(() => judged(PLAIN_JUDGING).withRule?.('number')).toThrow(/no rule "number"/)
})

it('keeps the dimensions that were asked for, and none that a judge made up', async () => {
  const { panel } = scriptedPanel(() => "{'clarity': 7, 'weather': 2, 'whole': 6}")
  const rule: RatingRule = {
    name: 'whole',
    source: 'test',
    reads: 'answer',
    read: () => ({ rating: 6, via: 'dictionary', dimensions: { clarity: 7, weather: 2 } }),
  }
  const turn: JudgedOptions['turn'] = () => ({
    template: 'plain',
    values: { question: 'Why?', answer: 'Because.' },
    dimensions: ['clarity', 'truth'],
  })
  const scorer = judged({ ...PLAIN_JUDGING, rule, rules: [rule], turn })
  const attempt = { turns: [{ prompt: 'Why?', completion: { text: 'Because.', finishReason: 'stop' as const } }] }
  const rating = await scorer.rate?.(attempt, { id: 'talk/0', turns: ['Why?'] }, { judge: panel })
  expect(rating?.verdicts[0]?.dimensions).toEqual({ clarity: 7 })
})
