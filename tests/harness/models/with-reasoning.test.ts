import { describe, expect, it } from 'vitest'
import type { Model } from '../../../harness/models/model.ts'
import { withReasoning } from '../../../harness/models/with-reasoning.ts'
import { converse } from '../../../harness/trial/converse.ts'
import type { Completion, Prompt } from '../../../results/schema/schema.ts'
import { shownToJudge } from '../../../scorers/judged.ts'

const MARKERS = { open: '<musing>', close: '</musing>' }

function musing(text: string, finishReason: Completion['finishReason'] = 'stop') {
  const prompts: Prompt[] = []
  const model: Model = {
    facts: { label: 'sft', provider: 'vllm', name: 'sft', api: 'chat' },
    async complete({ prompt }) {
      prompts.push(prompt)
      return { text, finishReason }
    },
  }
  return { model: withReasoning(model, MARKERS), prompts }
}

const ask = ({ model }: ReturnType<typeof musing>) =>
  model.complete({ prompt: [], generation: {}, trial: { sampleId: 'x/0', repeat: 1, turn: 1 } })

describe('a model whose reasoning markers are configured', () => {
  it.each<[string, Partial<Completion>]>([
    ['<musing>17?</musing>18', { text: '18', reasoning: '17?' }],
    ['17?</musing>18', { text: '18', reasoning: '17?' }],
    ['<Musing>\n17?\n</Musing>\n\n18', { text: '\n\n18', reasoning: '17?' }],
    ['18', { text: '18' }],
    ['I put it between `<musing>` and `</musing>`: 18', { text: 'I put it between `<musing>` and `</musing>`: 18' }],
  ])('gives %j apart from it', async (text, expected) =>
    expect(await ask(musing(text))).toEqual({ finishReason: 'stop', ...expected }),
  )

  it('has said nothing where the reasoning never ended', async () =>
    expect(await ask(musing('<musing>It is 18', 'length'))).toEqual({
      text: '',
      reasoning: 'It is 18',
      finishReason: 'length',
    }))

  it('names them in the manifest, and is the model itself without any', () => {
    const { model } = musing('')
    expect(model.facts.reasoning).toEqual(MARKERS)
    expect(withReasoning(model, undefined)).toBe(model)
  })

  it('never meets its reasoning again, and no judge sees it', async () => {
    const asked = musing('<musing>17?</musing>18')
    const turns = await Array.fromAsync(converse(asked.model, { id: 'x/0', turns: ['How many?', 'Why?'] }, 1, {}))
    expect(JSON.stringify(asked.prompts[1])).not.toContain('17')
    expect(turns.map(({ completion }) => shownToJudge(completion))).toEqual(['18', '18'])
  })

  it('may begin its reasoning with words', async () => {
    const { facts } = musing('').model
    const text = 'Let me muse: 17?\nMy answer: 18. So let me muse: no.'
    const model = withReasoning(
      { facts, complete: async () => ({ text, finishReason: 'stop' }) },
      { open: 'Let me muse:', close: 'My answer:' },
    )
    const trial = { sampleId: 'x/0', repeat: 1, turn: 1 }
    expect(await model.complete({ prompt: [], generation: {}, trial })).toMatchObject({
      text: ' 18. So let me muse: no.',
      reasoning: '17?',
    })
  })
})
