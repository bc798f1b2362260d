import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../harness/trial/evaluate.ts'
import { Interrupted, JudgeError, ModelError, SandboxError } from '../../../results/errors.ts'
import type { Generation, ModelFacts, Sample } from '../../../results/schema/schema.ts'
import { numericMatch } from '../../../scorers/answer-match.ts'
import { number } from '../../../scorers/extract/number/number.ts'
import type { Scorer } from '../../../scorers/scorer.ts'
import { NO_RESOURCES } from '../../helpers/no-resources.ts'
import { type ScriptedReply, scriptedModel } from '../../helpers/scripted-model.ts'

const sample: Sample = { id: 'sums/0', turns: ['What is 3 + 4?'], prompt: 'Q: 3 + 4?\nA:', target: '7', group: 'easy' }

interface Setting {
  readonly replies: readonly ScriptedReply[]
  readonly sample?: Sample
  readonly api?: ModelFacts['api']
  readonly generation?: Generation
  readonly scorer?: Scorer
  readonly signal?: AbortSignal
}

async function evaluated({
  replies,
  api = 'chat',
  generation = {},
  scorer = numericMatch(number),
  signal,
  ...rest
}: Setting) {
  const model = scriptedModel(replies, { api })
  const trial = { sample: rest.sample ?? sample, repeat: 2 }
  return { record: await evaluate(trial, { model, generation, scorer, resources: NO_RESOURCES }, signal), model }
}

describe('a trial', () => {
  it('becomes a scored record that explains itself', async () => {
    const { record } = await evaluated({ replies: ['3 + 4 = 7\n#### 7'] })
    expect(record).toMatchObject({
      schemaVersion: 1,
      id: 'sums/0',
      repeat: 2,
      target: '7',
      group: 'easy',
      outcome: { kind: 'scored', score: { value: 1, answer: '7', rule: 'number', via: 'hashes' } },
      attempt: { turns: [{ prompt: [{ role: 'user', content: 'What is 3 + 4?' }] }] },
    })
  })

  it('asks a completions API with the text made for it', async () => {
    const { model } = await evaluated({ replies: ['7'], api: 'completions' })
    expect(model.requests[0]?.prompt).toBe('Q: 3 + 4?\nA:')
  })

  it('puts the system message first', async () => {
    const { model } = await evaluated({ replies: ['7'], generation: { system: 'Be brief.' } })
    expect(model.requests[0]?.prompt).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is 3 + 4?' },
    ])
  })

  it('continues a conversation with the model’s own answer, without its thinking', async () => {
    const conversation = { ...sample, turns: ['What is 3 + 4?', 'And twice that?'] }
    const { record, model } = await evaluated({
      replies: ['<think>\n3 and 4\n</think>\n7', 'That is 14.'],
      sample: { ...conversation, target: '14' },
    })
    expect(model.requests[1]?.prompt).toEqual([
      { role: 'user', content: 'What is 3 + 4?' },
      { role: 'assistant', content: expect.stringMatching(/^\s*7$/) },
      { role: 'user', content: 'And twice that?' },
    ])
    expect(model.requests.map(({ trial }) => trial)).toEqual([
      { sampleId: 'sums/0', repeat: 2, turn: 1 },
      { sampleId: 'sums/0', repeat: 2, turn: 2 },
    ])
    expect(record.outcome).toMatchObject({ kind: 'scored', score: { value: 1, answer: '14' } })
    expect(record.attempt.turns).toHaveLength(2)
  })

  it('ends each reply at the first stop sequence, whatever the server made of it', async () => {
    const { record, model } = await evaluated({
      replies: [{ text: '7\nQ: 5 + 5?\nA: 10', finishReason: 'length' }, '14\nQ: 1 + 1?\nA: 2'],
      sample: { ...sample, turns: ['What is 3 + 4?', 'And twice that?'], target: '14' },
      generation: { stop: ['a', 'b', 'c', 'd', '\nQ:'] },
    })
    expect(model.requests[1]?.prompt).toContainEqual({ role: 'assistant', content: '7' })
    expect(record.outcome).toMatchObject({ kind: 'scored', score: { value: 1, answer: '14' } })
    expect(record.attempt.turns.map(({ completion }) => completion)).toEqual([
      { text: '7', finishReason: 'stop', cut: { stop: '\nQ:', rest: '\nQ: 5 + 5?\nA: 10', finishReason: 'length' } },
      { text: '14', finishReason: 'stop', cut: { stop: '\nQ:', rest: '\nQ: 1 + 1?\nA: 2', finishReason: 'stop' } },
    ])
  })
})

describe('a failure that is not the reply’s is unscored, never wrong:', () => {
  const throwing = (error: Error): Scorer => ({
    name: 'broken',
    range: [0, 1],
    needs: [],
    score: () => Promise.reject(error),
  })

  it.each([
    [
      'a server that failed',
      { replies: [new ModelError('it answered 500', { status: 500, tries: 9 })] },
      'model-error',
      { status: 500, tries: 9 },
    ],
    ['a replay without the answer', { replies: [new ModelError('no reply', { missing: true })] }, 'missing', {}],
    ['a judge', { replies: ['7'], scorer: throwing(new JudgeError('unreadable')) }, 'judge-error', {}],
    ['a sandbox', { replies: ['7'], scorer: throwing(new SandboxError('no memory')) }, 'sandbox-error', {}],
  ])('%s', async (_case, setting, reason, facts) => {
    const { record } = await evaluated(setting)
    expect(record.outcome).toMatchObject({ kind: 'unscored', reason, error: facts })
  })

  it('and what came before it is kept', async () => {
    const conversation = { ...sample, turns: ['What is 3 + 4?', 'And twice that?'] }
    const { record } = await evaluated({ replies: ['7', new ModelError('it answered 500')], sample: conversation })
    expect(record.attempt.turns.map(({ completion }) => completion.text)).toEqual(['7'])
  })
})

describe('what no record can hold surfaces:', () => {
  it('a failure that every trial would share', async () => {
    await expect(evaluated({ replies: [new ModelError('the key is wrong', { fatal: true })] })).rejects.toThrow(
      'the key is wrong',
    )
  })

  it('a bug', async () => {
    await expect(evaluated({ replies: [new TypeError('undefined is not a function')] })).rejects.toThrow(TypeError)
  })

  it('an interruption, so that the trial stays pending', async () => {
    await expect(evaluated({ replies: ['7'], signal: AbortSignal.abort() })).rejects.toThrow(Interrupted)
  })
})

describe('a trial that is stopped for good', () => {
  const never = (): Scorer => ({ ...numericMatch(number), score: () => new Promise(() => undefined) })

  it('does not wait for its score', async () => {
    const stopped = AbortSignal.timeout(20)
    await expect(evaluated({ replies: ['7'], scorer: never(), signal: stopped })).rejects.toThrow(Interrupted)
  })

  it('is heard also where it was stopped before its score began', async () => {
    const stopped = new AbortController()
    const scorer: Scorer = {
      ...numericMatch(number),
      score: () => {
        stopped.abort()
        return new Promise(() => undefined)
      },
    }
    await expect(evaluated({ replies: ['7'], scorer, signal: stopped.signal })).rejects.toThrow(Interrupted)
  })
})
