/** Balances the load of a model over several servers. */
import { ModelError } from '../../../results/errors.ts'
import type { Model } from '../model.ts'

/** First pause of a server that fails. It doubles with each failure, so that a failing server does not attract requests. */
const FIRST_REST_MS = 500
const LONGEST_REST_MS = 30_000

/**
 * Sends each request to the server with the fewest in flight, so that a slow server gets fewer.
 *
 * @param loads requests in flight of each server, including those of other models
 * @param now monotonic time in milliseconds
 * @throws RangeError without a server
 */
export function shareLoad(
  models: readonly Model[],
  loads: readonly Load[] = models.map(newLoad),
  now = () => performance.now(),
): Model {
  const [first, ...others] = models
  if (first === undefined) throw new RangeError('no server to share the load')
  if (others.length === 0) return first

  const servers = models.map((model, at) => ({ model, load: loads[at] ?? newLoad() }))

  function choose() {
    const awake = servers.filter(({ load }) => load.restsUntil <= now())
    const candidates = awake.length > 0 ? awake : servers
    return candidates.reduce((best, server) => (server.load.inFlight < best.load.inFlight ? server : best))
  }

  function rest(load: Load): void {
    if (load.restsUntil > now()) return // requests that fail together count as one failure
    load.restsUntil = now() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** load.failures)
    load.failures += 1
  }

  return {
    ...first,
    facts: { ...first.facts, endpoint: models.map(({ facts }) => facts.endpoint).join(',') },
    capacity: () => models.reduce((sum, model) => sum + (model.capacity?.() ?? Number.POSITIVE_INFINITY), 0),
    async check(asked) {
      await Promise.all(models.map((model) => model.check?.(asked)))
    },
    ...(models.every((model) => model.checkLikelihoods !== undefined) && {
      async checkLikelihoods(generation) {
        await Promise.all(models.map((model) => model.checkLikelihoods?.(generation)))
      },
    }),
    async served() {
      return agreed(await Promise.all(models.map(async (model) => (await model.served?.()) ?? {})))
    },
    async complete(request, signal) {
      const { model, load } = choose()
      load.inFlight += 1
      try {
        const completion = await model.complete(request, signal)
        load.failures = 0
        return completion
      } catch (error) {
        if (error instanceof ModelError && error.retryable) rest(load)
        throw error
      } finally {
        load.inFlight -= 1
      }
    },
    async attach(folder) {
      await Promise.all(models.map((model) => model.attach?.(folder)))
    },
    async unload() {
      await Promise.all(models.map((model) => model.unload?.()))
    },
    async close() {
      await Promise.all(models.map((model) => model.close?.()))
    },
  }
}

/** @returns the fields that every server gives the same value */
function agreed<Facts extends object>([first, ...others]: readonly Facts[]): Facts {
  const fields = Object.entries(first ?? {}) as [keyof Facts, unknown][]
  return Object.fromEntries(fields.filter(([name, value]) => others.every((one) => one[name] === value))) as Facts
}

/** Load and health of a server. */
export interface Load {
  inFlight: number
  /** Consecutive failures; those that came together count once. */
  failures: number
  restsUntil: number
}

export const newLoad = (): Load => ({ inFlight: 0, failures: 0, restsUntil: 0 })
