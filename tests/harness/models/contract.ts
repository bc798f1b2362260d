/** What every model does, and what every wrapper of a model leaves as it is. */
import { describe, expect, it, vi } from 'vitest'
import type { Model, ModelRequest, PlannedTrials } from '../../../harness/models/model.ts'
import { ModelError } from '../../../results/errors.ts'
import type { ModelFacts } from '../../../results/schema/schema.ts'
import { type Script, scriptedModel } from '../../helpers/scripted-model.ts'

const REQUEST: ModelRequest = {
  prompt: [{ role: 'user', content: 'How many?' }],
  generation: { temperature: 0, maxTokens: 20 },
  trial: { sampleId: 'wordproblems/0', repeat: 1, turn: 1 },
}

/** @param open a model with the label `m` that can answer `REQUEST` */
export function describeModel(name: string, open: () => Promise<Model>, skip = false): void {
  describe.skipIf(skip)(`${name}, as a model`, () => {
    const opened = async () => {
      const model = await open()
      return { model, [Symbol.asyncDispose]: async () => model.close?.() }
    }

    it('replies', async () => {
      await using it = await opened()
      const reply = await it.model.complete(REQUEST, new AbortController().signal)
      expect(reply).toMatchObject({ text: expect.any(String), finishReason: expect.any(String) })
    })

    it('replies to many at once', async () => {
      await using it = await opened()
      const replies = await Promise.all(Array.from({ length: 8 }, () => it.model.complete(REQUEST)))
      expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    })

    it('gives an aborted request up with the reason of its signal', async () => {
      await using it = await opened()
      const reason = new Error('the run ends')
      await expect(it.model.complete(REQUEST, AbortSignal.abort(reason))).rejects.toBe(reason)
    })

    it('has facts that need no secret, and methods that need no `this`', async () => {
      await using it = await opened()
      const { facts, complete, capacity, close } = it.model
      expect(facts).toMatchObject({ label: 'm', api: 'chat', provider: expect.any(String), name: expect.any(String) })
      expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
      expect((await complete(REQUEST)).text).toEqual(expect.any(String))
      expect(capacity?.() ?? 1).toBeGreaterThanOrEqual(1)
      await close?.()
    })

    it('can be closed before its first request, and twice', async () => {
      const model = await open()
      await model.close?.()
      await expect(model.close?.()).resolves.toBeUndefined()
    })
  })
}

export interface Wrapper {
  wrap(model: Model): Model | Promise<Model>
  /** What it knows better than the model within. Default: nothing. */
  readonly facts?: Partial<ModelFacts>
  /** Default: the capacity of the model within. */
  readonly capacity?: number
  /** It asks otherwise than by the model within. */
  readonly asksItself?: boolean
}

/** How many requests the model within takes at once. */
export const CAPACITY = 7

const FACTS: ModelFacts = {
  label: 'm',
  provider: 'vllm',
  name: 'my-sft',
  api: 'chat',
  version: 'sha256:00',
  endpoint: 'http://127.0.0.1:8000/v1',
}

const PLANNED: PlannedTrials = { sampleIds: ['wordproblems/0'], allIds: ['wordproblems/0'], repeats: 1 }

export function describeWrapper(name: string, { wrap, facts = {}, capacity = CAPACITY, asksItself }: Wrapper): void {
  /** A model with every method there is, and the model around it. */
  async function wrapped(script: Script = () => 'So it is 7.') {
    const inner = {
      ...scriptedModel(script, FACTS),
      capacity: () => CAPACITY,
      check: vi.fn(async () => undefined),
      checkLikelihoods: vi.fn(async () => undefined),
      served: vi.fn(async () => ({ weights: 'my-sft-epoch-2' })),
      orderOf: vi.fn(() => [1, 0]),
      attach: vi.fn(async () => undefined),
      unload: vi.fn(async () => undefined),
      close: vi.fn(async () => undefined),
    }
    return { inner, model: await wrap(inner) }
  }

  describeModel(name, async () => (await wrapped()).model)

  describe(`${name}, as a wrapper`, () => {
    it('hands the facts through', async () => {
      const { model } = await wrapped()
      expect(model.facts).toEqual({ ...FACTS, ...facts })
    })

    it('hands the capacity through, or knows its own', async () => {
      const { model } = await wrapped()
      expect(model.capacity?.()).toBe(capacity)
    })

    it('hands through what is asked of the model beside requests', async () => {
      const { inner, model } = await wrapped()
      await model.check?.(PLANNED)
      expect(inner.check).toHaveBeenCalledExactlyOnceWith(PLANNED)
      expect(await model.served?.()).toEqual({ weights: 'my-sft-epoch-2' })
      expect(model.orderOf?.('wordproblems/0', 1)).toEqual([1, 0])
      await model.unload?.()
      expect(inner.unload).toHaveBeenCalledOnce()
      if (asksItself) return
      await model.checkLikelihoods?.({ temperature: 0 })
      expect(inner.checkLikelihoods).toHaveBeenCalledExactlyOnceWith({ temperature: 0 })
      await model.attach?.('runs/1')
      expect(inner.attach).toHaveBeenCalledExactlyOnceWith('runs/1')
    })

    it('closes the model within, once', async () => {
      const { inner, model } = await wrapped()
      expect(inner.close).not.toHaveBeenCalled()
      await model.close?.()
      expect(inner.close).toHaveBeenCalledOnce()
    })

    if (asksItself) return

    it('asks what it is asked, and gives the reply that it gets', async () => {
      const reply = { text: '#### 7', finishReason: 'length', usage: { inputTokens: 3, outputTokens: 5 } } as const
      const { inner, model } = await wrapped(() => reply)
      const request = { ...REQUEST, isProtected: true }
      expect(await model.complete(request)).toEqual(reply)
      expect(inner.requests).toMatchObject([request])
    })

    it('asks for log-likelihoods where it is asked for them, and gives those that it gets', async () => {
      const likelihoods = [
        { text: ' 7', logLikelihood: -0.5, tokens: 1 },
        { text: ' seven', logLikelihood: -3.25, tokens: 2 },
      ]
      const reply = { text: ' 7', finishReason: 'stop', likelihoods } as const
      const { inner, model } = await wrapped(() => reply)
      const request = { ...REQUEST, prompt: 'How many?', continuations: [' 7', ' seven'] }
      expect(await model.complete(request)).toEqual(reply)
      expect(inner.requests).toMatchObject([request])
    })

    it('does not claim log-likelihoods for a model that gives none', async () => {
      const { checkLikelihoods, ...inner } = (await wrapped()).inner
      expect((await wrap(inner)).checkLikelihoods).toBeUndefined()
    })

    it('gives each of many requests its own reply', async () => {
      const { model } = await wrapped(async ({ trial }) => {
        await Promise.resolve()
        return `reply ${trial.repeat}`
      })
      const repeats = [1, 2, 3, 4, 5, 6]
      const ask = (repeat: number) => model.complete({ ...REQUEST, trial: { ...REQUEST.trial, repeat } })
      const replies = await Promise.all(repeats.map(ask))
      expect(replies.map(({ text }) => text)).toEqual(repeats.map((repeat) => `reply ${repeat}`))
    })

    it.each([
      new ModelError('no such model', { status: 404, fatal: true }),
      new ModelError('this prompt is refused', { status: 400 }),
      new ModelError('no reply in the file', { missing: true }),
      new TypeError('a bug of ours'),
    ])('throws what the model within throws: %s', async (error) => {
      const { inner, model } = await wrapped(() => error)
      await expect(model.complete(REQUEST)).rejects.toBe(error)
      expect(inner.requests).toHaveLength(1)
    })

    it('ends a request under way when its signal is aborted, and is free for the next', async () => {
      const stop = new AbortController()
      const reason = new Error('the run ends')
      const { inner, model } = await wrapped((_, call) => {
        if (call > 1) return 'So it is 7.'
        stop.abort(reason)
        throw reason
      })
      await expect(model.complete(REQUEST, stop.signal)).rejects.toBe(reason)
      expect(inner.requests).toHaveLength(1)
      expect((await model.complete(REQUEST)).text).toBe('So it is 7.')
    })

    it('lets the model within know of the abort', async () => {
      const stop = new AbortController()
      const { inner, model } = await wrapped()
      let heard: AbortSignal | undefined
      const { complete } = inner
      inner.complete = (request, signal) => {
        heard = signal
        return complete(request, signal)
      }
      await (await wrap({ ...inner })).complete(REQUEST, stop.signal)
      stop.abort()
      expect(heard?.aborted).toBe(true)
      await model.close?.()
    })
  })
}
