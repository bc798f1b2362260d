/** Sends only requests whose reply is not in the cache. */
import { ModelError } from '../../../results/errors.ts'
import { hashFacts } from '../../lib/hash.ts'
import type { Model, ModelRequest } from '../model.ts'
import type { ResponseCache } from './response-cache.ts'

export interface CacheOptions {
  /** Version that distinguishes these weights from others behind the same URL and name. */
  readonly version: string
  /** Send no request: a reply that is not cached is missing. */
  readonly only?: boolean
}

/**
 * The cache key is the whole request, the URL, the model, its version and the repeat: repeats of a question are separate replies.
 * Replies cut off by `--timeout` are not cached.
 */
export function withCache(model: Model, cache: ResponseCache, { version, only = false }: CacheOptions): Model {
  const { endpoint, provider, name, api, step, series, served } = model.facts
  const who = { model: name, version }

  const cacheKey = ({ prompt, generation, continuations, trial: { repeat } }: ModelRequest) =>
    hashFacts(
      {
        ...{ format: 1, endpoint, provider, name, api, version, prompt, generation, repeat },
        ...(continuations && { continuations }),
        // One version may have been given for a whole training run.
        ...(step !== undefined && { step, series }),
        ...(served !== undefined && { served }),
      },
      64,
    )

  return {
    ...model,
    async complete(request, signal) {
      const key = cacheKey(request)
      const found = cache.get(key)
      if (found !== undefined) return { ...found, cached: true }
      if (only) throw notThere(request)
      const completion = await model.complete(request, signal)
      if (completion.finishReason !== 'timeout') cache.put(key, who, completion)
      return completion
    },
    // With --cache-only the server need not be up.
    ...(only && { check: async () => undefined }),
    ...(only && model.checkLikelihoods && { checkLikelihoods: async () => undefined }),
  }
}

function notThere({ trial: { sampleId, repeat } }: ModelRequest): ModelError {
  return new ModelError(`no reply in the cache for ${sampleId}, repeat ${repeat}`, {
    missing: true,
    hint: 'Leave out --cache-only to request it.',
  })
}
