/** Which models of a command keep their replies across runs. */
import { join } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import { note } from '../lib/terminal.ts'
import type { ResponseCache } from '../models/cache/response-cache.ts'
import type { Model } from '../models/model.ts'
import type { Caching } from '../options/request-options.ts'

export const cachePath = (cacheDir: string) => join(cacheDir, 'responses.sqlite')

/** Opened by the first model that needs it, shared by the models of one command. */
export class ResponseCaching implements Disposable {
  readonly #cacheDir: string
  readonly #caching: Caching | undefined
  #cache: ResponseCache | undefined

  constructor(cacheDir: string, caching: Caching | undefined) {
    this.#cacheDir = cacheDir
    this.#caching = caching
  }

  /**
   * The same model, asked only what it has not been asked before, where that was asked for. Replays are files already.
   *
   * @throws UsageError for a model without a version: new weights behind one name must not be scored on old replies
   */
  async wrap(model: Model): Promise<Model> {
    const { label, provider, version } = model.facts
    if (this.#caching === undefined || provider === 'replay') return model
    if (version === undefined) {
      throw new UsageError(`--cache: nothing tells ${label} from other weights behind the same name`, {
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
