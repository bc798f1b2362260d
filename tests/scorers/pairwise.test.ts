import { describe, expect, it } from 'vitest'
import { JudgeError } from '../../results/errors.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { fastChatPreference, preference } from '../../scorers/extract/rating/preference.ts'
import { judgeTemplate } from '../../scorers/judge-template.ts'
import { type PairwiseOptions, playMatch } from '../../scorers/pairwise.ts'
import { type Said, scriptedPanel } from '../helpers/scripted-judge.ts'

const template = judgeTemplate({ name: 'pair', user: '{question}: {a} or {b}' }, ['question', 'a', 'b'])
const options: PairwiseOptions = {
  rule: preference,
  rules: [preference],
  reminder: 'Say [[A]], [[B]] or [[C]].',
  turn: ({ turns }, a, b) => ({
    template: 'pair',
    values: { question: turns[a.length - 1] ?? '', a: a.at(-1) ?? '', b: b.at(-1) ?? '' },
  }),
}
const sample: Sample = { id: 'talk/0', turns: ['Who?', 'And then?'] }

async function match(says: (prompt: string) => Said, judges = ['j']) {
  const { panel, questions } = scriptedPanel(({ prompt }) => says(prompt.at(-1)?.content ?? ''), { judges })
  const played = await playMatch(
    sample,
    ['mine'],
    ['theirs'],
    { ...panel, templates: new Map([['pair', template]]) },
    options,
  )
  return { ...played, questions }
}

/** Prefers the answer that holds the word, wherever it stands. */
const prefers = (word: string) => (prompt: string) => (prompt.startsWith(`Who?: ${word}`) ? 'Well. [[A]]' : '[[B]]')

describe('a match', () => {
  it('is played twice, with the places changed', async () => {
    const { questions, games } = await match(prefers('mine'))
    expect(questions.map(({ prompt }) => prompt.at(-1)?.content)).toEqual([
      'Who?: mine or theirs',
      'Who?: theirs or mine',
    ])
    expect(games).toMatchObject([{ rating: 1 }, { swapped: true, rating: 1 }])
  })

  it.each([
    ['is won where both games are', prefers('mine'), 'win', false],
    ['is lost where both games are', prefers('theirs'), 'loss', false],
    ['is a tie where the first place wins', () => '[[A]]', 'tie', true],
    ['is a tie where both are', () => '[[C]]', 'tie', false],
    ['is a tie where one game is', (prompt: string) => (prompt.includes('mine or') ? '[[A]]' : '[[C]]'), 'tie', false],
  ] as const)('%s', async (_, says, result, isFlipped) => {
    expect(await match(says)).toMatchObject({ result, isFlipped })
  })

  it('asks again for a verdict that cannot be read, and has no result without one', async () => {
    const { questions, result, games } = await match((prompt) =>
      prompt.includes('Say [[A]]') ? '[[C]]' : 'Both are fine.',
    )
    expect([result, questions.length]).toEqual(['tie', 4])
    expect(games[0].verdicts[0]?.attempts).toHaveLength(2)
    const never = await match(() => 'I would rather not say.')
    expect([never.result, never.questions.length]).toEqual([undefined, 6])
    expect(await match(() => new JudgeError('gone'))).toMatchObject({ isFlipped: false })
  })

  it('goes by the mean of several judges', async () => {
    const { result } = await match(prefers('mine'), ['j', 'k', 'l'])
    expect(result).toBe('win')
  })
})

it.each([
  ['A is better: [[A]]', 1, 1],
  ['[[B]]', 0, 0],
  ['So it is a tie. [[ C ]]', 0.5, null],
  ['At first [[A]] seemed better, but my verdict is [[B]].', 0, 1],
  ['[[C]] or [[B]]?', null, 0],
  ['[[D]]', null, null],
  ['A', 1, null],
])('%j is worth %j to the first by our rule, %j by FastChat’s', (text, ours, theirs) => {
  expect(preference.read(text)?.rating ?? null).toBe(ours)
  expect(fastChatPreference.read(text)?.rating ?? null).toBe(theirs)
})
