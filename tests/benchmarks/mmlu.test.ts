import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { mmlu } from '../../benchmarks/mmlu.ts'
import { SUBJECTS } from '../../benchmarks/mmlu-files.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { sharedData } from '../helpers/shared.ts'

const protocol = (name: string) => mmlu.protocols[name] as Protocol<unknown>

const row = {
  question: 'Which is a planet?',
  A: 'Sirius',
  B: 'Vega',
  C: 'Mars',
  D: 'Vega',
  answer: 'C',
  subject: 'astronomy',
}
const hubRow = { question: row.question, choices: ['Sirius', 'Vega', 'Mars', 'Vega'], answer: 2, subject: 'astronomy' }
const shots = [1, 2, 3, 4, 5].map((n) => ({ ...row, question: `Question ${n}?`, answer: 'ABCDA'[n - 1] }))

const scoreOf = async (name: string, sample: Sample, text: string) =>
  (
    await protocol(name).scorer.score(
      { turns: [{ prompt: sample.turns[0] ?? '', completion: { text, finishReason: 'stop' } }] },
      sample,
      NO_RESOURCES,
    )
  ).value

const READING_REPLIES = Object.keys(mmlu.protocols).filter((name) => name !== 'lm-eval')

describe.each(READING_REPLIES)('the protocol %s', (name) => {
  const draft = protocol(name).toSample(row, shots)
  const sample: Sample = { id: 'mmlu/0', ...draft }

  it('shows the options in the order of the file, whichever the key is and even where two are equal', () => {
    expect(draft.turns[0]).toContain('Which is a planet?\n\nA) Sirius\nB) Vega\nC) Mars\nD) Vega')
    expect(draft).toMatchObject({ target: 'C', order: [1, 2, 0, 3], group: 'STEM / astronomy' })
  })

  it('asks the same whether the row comes from the authors or from the hub', () =>
    expect(protocol(name).toSample(hubRow, shots)).toEqual(draft))

  it('turns the options where it is told to, and the key with them', () => {
    const turned = protocol(name).toSample(row, shots, [0, 3, 1, 2])
    expect(turned.turns[0]).toContain('A) Mars\nB) Vega\nC) Sirius\nD) Vega')
    expect(turned.target).toBe('A')
  })

  it('gives full marks to the key alone', async () => {
    expect(
      await Promise.all(['A', 'B', 'C', 'D'].map((letter) => scoreOf(name, sample, `So.\nAnswer: ${letter}`))),
    ).toEqual([0, 0, 1, 0])
    expect(await scoreOf(name, sample, 'I cannot tell.')).toBe(0)
  })
})

describe('lm-eval’s protocol', () => {
  const draft = protocol('lm-eval').toSample(row, shots)

  it('measures the four letters after five shots with their keys', () => {
    expect(draft.continuations).toEqual([' A', ' B', ' C', ' D'])
    const parts = draft.prompt?.split('\n\n') ?? []
    expect(parts).toHaveLength(7)
    expect(parts[0]).toMatch(/about astronomy\.$/)
    expect(parts[1]).toBe('Question 1?\nA. Sirius\nB. Vega\nC. Mars\nD. Vega\nAnswer: A')
    expect(parts[6]).toBe('Which is a planet?\nA. Sirius\nB. Vega\nC. Mars\nD. Vega\nAnswer:')
    expect(draft).toMatchObject({ target: 'C', order: [1, 2, 0, 3], group: 'STEM / astronomy' })
    expect(protocol('lm-eval').toSample(hubRow, shots)).toEqual(draft)
  })

  it('turns the options of the question and not of the shots', () => {
    const turned = protocol('lm-eval').toSample(row, shots, [0, 3, 1, 2])
    expect(turned.prompt).toContain('Question 1?\nA. Sirius\nB. Vega\nC. Mars\nD. Vega\nAnswer: A')
    expect(turned.prompt).toContain('Which is a planet?\nA. Mars\nB. Vega\nC. Sirius\nD. Vega\nAnswer:')
    expect(turned.target).toBe('A')
  })

  it('gives full marks to the key alone', async () => {
    const values = [0, 1, 2, 3].map(async (best) => {
      const likelihoods = (draft.continuations ?? []).map((text, at) => ({
        ...{ text, tokens: 1, logLikelihood: at === best ? -1 : -2 },
      }))
      const completion = { text: '', finishReason: 'stop' as const, likelihoods }
      const attempt = { turns: [{ prompt: '', completion }] }
      return (await protocol('lm-eval').scorer.score(attempt, { id: 'mmlu/0', ...draft }, NO_RESOURCES)).value
    })
    expect(await Promise.all(values)).toEqual([0, 0, 1, 0])
  })
})

describe('the paper’s protocol', () => {
  const { history = [], turns, prompt = '' } = protocol('paper').toSample(row, shots)

  it('has five shots as earlier turns, each with its key', () => {
    expect(history.map(({ role }) => role)).toEqual(Array(5).fill(['user', 'assistant']).flat())
    expect(history.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual(
      ['A', 'B', 'C', 'D', 'A'].map((letter) => `Answer: ${letter}`),
    )
    expect(history[0]?.content).toMatch(/^These are multiple-choice questions about astronomy\.[\s\S]*\n\nQuestion 1\?/)
    expect(turns).toEqual(['Which is a planet?\n\nA) Sirius\nB) Vega\nC) Mars\nD) Vega'])
  })

  it('has the same as one text for a completions API', () => {
    expect(prompt.match(/^Answer: [A-D]$/gm)).toHaveLength(5)
    expect(prompt.endsWith('D) Vega\nAnswer:')).toBe(true)
  })

  it('draws the five of the question’s own subject, in file order', () => {
    const pool = ['a', 'b', 'a', 'b', 'a', 'a', 'a', 'a'].map((subject) => ({ subject }))
    expect(protocol('paper').fewShot?.draw([{ subject: 'a' }, { subject: 'b' }], pool)).toEqual([
      [0, 2, 4, 5, 6],
      [1, 3],
    ])
  })
})

const shared = sharedData('mmlu/data/test')
const data = { dataDir: `${shared}/../../..`, cacheDir: 'unused' }

describe.skipIf(shared === undefined)('the real questions [needs the shared data sets]', () => {
  it('are 14,042 of 57 subjects in four areas, and each is answered right by its key', {
    timeout: 120_000,
  }, async () => {
    const { samples } = await loadSamples(mmlu, protocol('chat'), {}, data)
    expect(samples).toHaveLength(14_042)
    const areas = Map.groupBy(samples, ({ group = '' }) => group.replace(/ \/ .*/, ''))
    expect(Object.fromEntries([...areas].map(([area, { length }]) => [area, length]))).toEqual({
      STEM: 3018,
      humanities: 4705,
      'social sciences': 3077,
      other: 3242,
    })
    expect(new Set(samples.map(({ group }) => group)).size).toBe(57)
    let right = 0
    for (const sample of samples) right += await scoreOf('chat', sample, `Answer: ${sample.target}`)
    expect(right).toBe(14_042)
  })

  it('come with five shots of their own subject', async () => {
    const { samples } = await loadSamples(mmlu, protocol('paper'), { limit: '57' }, data)
    expect(new Set(samples.map(({ group }) => group)).size).toBeGreaterThan(40)
    for (const { history = [], group = '' } of samples) {
      expect(history).toHaveLength(10)
      expect(history[0]?.content).toContain(`about ${group.replace(/.* \/ /, '')}.`)
    }
  })
})

it('has 57 subjects with 14,042 questions', () => {
  const counts = Object.values(SUBJECTS).map(([, questions]) => questions)
  expect([counts.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([57, 14_042])
})
