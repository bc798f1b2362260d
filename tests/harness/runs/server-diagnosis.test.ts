import { describe, expect, it } from 'vitest'
import { ServerDiagnosis } from '../../../harness/runs/server-diagnosis.ts'
import type { Completion, Prompt, Turn } from '../../../results/schema/schema.ts'

const QUESTION = 'A farmer has 12 apples and gives away half of them. How many are left?'

const turn = (completion: Partial<Completion>, prompt: Prompt = [{ role: 'user', content: QUESTION }]): Turn => ({
  prompt,
  completion: { text: '#### 6', finishReason: 'stop', ...completion },
})

/** @returns what is told, in order */
function told(turns: readonly Turn[]): string[] {
  const diagnosis = new ServerDiagnosis()
  return [...turns.flatMap((one) => diagnosis.add({ attempt: { turns: [one] } })), ...diagnosis.sentences()]
}

const many = (count: number, make: (index: number) => Turn) => Array.from({ length: count }, (_, index) => make(index))

it('says nothing of a server that works', () => {
  const turns = many(50, (i) => turn({ usage: { inputTokens: 20 + (i % 7) } }, 'x'.repeat(100 + 4 * (i % 7))))
  expect(told(turns)).toEqual([])
})

describe('reasoning without an answer', () => {
  const thought = { text: '', reasoning: '6 are left. #### 6' }

  it('is told once where all replies are so, as soon as there are enough of them', () => {
    const diagnosis = new ServerDiagnosis()
    const early = many(19, () => turn(thought)).flatMap((one) => diagnosis.add({ attempt: { turns: [one] } }))
    expect(early).toEqual([])
    expect(diagnosis.add({ attempt: { turns: [turn(thought)] } })).toEqual([
      expect.stringMatching(/^all 20 replies are reasoning without an answer: .*reasoning parser/),
    ])
    for (let i = 0; i < 80; i++) expect(diagnosis.add({ attempt: { turns: [turn(thought)] } })).toEqual([])
    expect(diagnosis.sentences()).toEqual([])
  })

  it('is told of a short run at its end', () => expect(told(many(4, () => turn(thought)))).toHaveLength(1))

  it.each([
    ['some replies are so', many(40, (i) => turn(i % 3 === 0 ? thought : {}))],
    ['they are cut at the token limit', many(40, () => turn({ ...thought, finishReason: 'length' }))],
    ['there are two', many(2, () => turn(thought))],
    ['they are kept from earlier', many(40, () => turn({ ...thought, cached: true }))],
  ])('is no matter of the server where %s', (_, turns) => expect(told(turns)).toEqual([]))
})

describe('prompts of unlike lengths that cost the same', () => {
  const asked = (length: number, inputTokens: number) => turn({ usage: { inputTokens } }, 'x'.repeat(length))

  it('are cut, also where shorter ones are whole', () => {
    const turns = [asked(400, 100), asked(800, 200), asked(9000, 2048), asked(12_000, 2048), asked(20_000, 2048)]
    expect(told(turns)).toEqual([
      expect.stringMatching(/^3 prompts of 9000 to 20000 characters all cost 2048 tokens: .*num_ctx/),
    ])
  })

  it.each([
    ['they are of nearly one length', [asked(400, 100), asked(420, 100), asked(410, 100), asked(500, 100)]],
    ['they are not the longest', [...many(9, (i) => asked(100 + 30 * i, 50)), asked(2000, 500)]],
    ['the server counts nothing', many(9, (i) => asked(100 * i, 0))],
  ])('prove nothing where %s', (_, turns) => expect(told(turns)).toEqual([]))
})

describe('replies that begin with their prompt', () => {
  it.each<[string, Prompt]>([
    [
      'a chat',
      [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: QUESTION },
      ],
    ],
    ['a completion', `${QUESTION}\nAnswer:`],
  ])('are an echo of %s', (_, prompt) => {
    const text = `${typeof prompt === 'string' ? prompt : QUESTION} It is 6.`
    expect(told(many(5, () => turn({ text }, prompt)))).toEqual([
      expect.stringMatching(/^5 of 5 replies begin with their prompt/),
    ])
  })

  it('are the model’s own where few do so', () =>
    expect(told(many(30, (i) => turn({ text: i % 2 === 0 ? QUESTION : '6' })))).toEqual([]))
})
