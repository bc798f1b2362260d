import { describe, expect, it } from 'vitest'
import { withoutEcho } from '../../../harness/models/without-echo.ts'
import { ModelError } from '../../../results/errors.ts'
import { scriptedModel } from '../../helpers/scripted-model.ts'

const question = 'Which of these four planets has no moon at all?'
const trial = { sampleId: 'quiz/0', repeat: 1, turn: 1 }

async function messageOf(message: string, isProtected = true): Promise<string> {
  const model = withoutEcho(scriptedModel([new ModelError(message, { status: 400 })]))
  const request = {
    prompt: [{ role: 'user' as const, content: `Choose.\n${question}` }],
    generation: {},
    trial,
    isProtected,
  }
  const error: ModelError = await model.complete(request).catch((thrown) => thrown)
  expect(error.status).toBe(400)
  return error.message
}

describe('withoutEcho', () => {
  it('cuts a message where it begins to repeat what was asked', async () => {
    const message = `the server answered 400: bad body {"content":"Choose.\\n${question}"}`
    expect(await messageOf(message)).toBe(
      'the server answered 400: bad body {"content":"Choose.\\n… (it repeats a protected question)',
    )
  })

  it('leaves other messages as they are', async () => {
    expect(await messageOf('the server answered 400: no moon')).toBe('the server answered 400: no moon')
  })

  it('leaves messages about requests that are not protected', async () => {
    expect(await messageOf(`400: ${question}`, false)).toBe(`400: ${question}`)
  })

  it('passes replies on', async () => {
    const model = withoutEcho(scriptedModel([question]))
    expect((await model.complete({ prompt: question, generation: {}, trial })).text).toBe(question)
  })
})
