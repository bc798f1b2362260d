import { describe, expect, it } from 'vitest'
import { withRefusalLimit } from '../../../../harness/models/limits/with-refusal-limit.ts'
import type { Model, ModelRequest } from '../../../../harness/models/model.ts'
import { ModelError } from '../../../../results/errors.ts'
import { type Script, scriptedModel } from '../../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = { prompt: 'hello', generation: {}, trial: { sampleId: 'test/0', repeat: 1, turn: 1 } }

async function failures(model: Model, count: number): Promise<ModelError[]> {
  const errors: ModelError[] = []
  for (let i = 0; i < count; i++) await model.complete(REQUEST).catch((error) => errors.push(error))
  return errors
}
const open = (script: Script) => withRefusalLimit(scriptedModel(script))
const refusal = (call: number) => new ModelError(`answered 400: "request ${call} is not liked"`, { status: 400 })

describe('a server that refuses', () => {
  it('every request alike ends the run', async () => {
    const errors = await failures(
      open((_, call) => refusal(call)),
      20,
    )
    expect(errors.slice(0, 19).every(({ fatal }) => !fatal)).toBe(true)
    expect(errors.at(-1)).toMatchObject({
      fatal: true,
      exitCode: 2,
      message: 'all of the first 20 requests were refused: answered 400: "request 20 is not liked"',
    })
  })

  it.each<[string, Script]>([
    ['most of them, but not all', (_, call) => (call === 15 ? 'hi' : refusal(call))],
    ['each for another cause', (_, call) => new ModelError(`cause ${'x'.repeat(call)}`, { status: 400 })],
    ['prompts that are too long', () => new ModelError('too long', { status: 400, tooLong: true })],
    ['for a moment', () => new ModelError('busy', { status: 503, retryable: true })],
  ])('%s goes on being asked', async (_, script) => {
    expect((await failures(open(script), 60)).every(({ fatal }) => !fatal)).toBe(true)
  })
})
