/** Asks a model only what it has not been asked before. */
import { ModelError } from '../../../results/errors.ts'
import { hashFacts } from '../../lib/hash.ts'
import type { Model, ModelRequest } from '../model.ts'
import type { ResponseCache } from './response-cache.ts'

export interface CacheOptions {
  /** What tells these weights from others behind the same address and name. */
  readonly version: string
  /** Never ask; what is not there is missing. */
  readonly only?: boolean
}

/**
 * A reply is known by the whole request, the address, the model, its version and the repeat: two repeats of one question are two
 * answers. Cut by our own clock, a reply is not kept.
 */
export function withCache(model: Model, cache: ResponseCache, { version, only = false }: CacheOptions): Model {
  const { endpoint, provider, name, api } = model.facts
  const who = { model: name, version }

  const keyOf = ({ prompt, generation, trial }: ModelRequest) =>
    hashFacts({ format: 1, endpoint, provider, name, api, version, prompt, generation, repeat: trial.repeat }, 64)

  return {
    ...model,
    async complete(request, signal) {
      const key = keyOf(request)
      const found = cache.get(key)
      if (found !== undefined) return { ...found, cached: true }
      if (only) throw notThere(request)
      const completion = await model.complete(request, signal)
      if (completion.finishReason !== 'timeout') cache.put(key, who, completion)
      return completion
    },
    // A server that nobody will ask need not be up.
    ...(only && { check: async () => undefined }),
  }
}

function notThere({ trial: { sampleId, repeat } }: ModelRequest): ModelError {
  return new ModelError(`no reply in the cache for ${sampleId}, repeat ${repeat}`, {
    missing: true,
    hint: 'Leave --cache-only away to ask for it.',
  })
}
