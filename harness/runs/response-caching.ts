/** Applies the response cache to the models of a command. */
import { join } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import { note } from '../lib/terminal.ts'
import type { ResponseCache } from '../models/cache/response-cache.ts'
import type { Model } from '../models/model.ts'
import type { Caching } from '../options/request-options.ts'

export const cachePath = (cacheDir: string) => join(cacheDir, 'responses.sqlite')

/** Opens the cache on first use, and shares it between the models of a command. */
export class ResponseCaching implements Disposable {
  readonly #cacheDir: string
  readonly #caching: Caching | undefined
  #cache: ResponseCache | undefined

  constructor(cacheDir: string, caching: Caching | undefined) {
    this.#cacheDir = cacheDir
    this.#caching = caching
  }

  /**
   * Wraps a model with the cache, if `--cache` is given. Replays are files already, and are not cached.
   *
   * @throws UsageError for a model without a version: new weights behind a name must not be scored on old replies
   */
  async wrap(model: Model): Promise<Model> {
    const { label, provider, version } = model.facts
    if (this.#caching === undefined || provider === 'replay') return model
    if (version === undefined) {
      throw new UsageError(`--cache: ${label} has no version, so cached replies could come from other weights`, {
        hint: 'Name its version: --model-version V, or "version" in the config file.',
      })
    }
    const [{ ResponseCache }, { withCache }] = await Promise.all([
      import('../models/cache/response-cache.ts'),
      import('../models/cache/with-cache.ts'),
    ])
    this.#cache ??= new ResponseCache(cachePath(this.#cacheDir), note)
    return withCache(model, this.#cache, { version, only: this.#caching.only })
  }

  [Symbol.dispose](): void {
    this.#cache?.close()
  }
}
