/** One model served at several addresses. */
import { ModelError } from '../../../results/errors.ts'
import type { Model } from '../model.ts'

/** A server that fails rests this long, and twice as long each time it fails again, so that it draws no requests to itself. */
const FIRST_REST_MS = 500
const LONGEST_REST_MS = 30_000

/**
 * Each request goes to the server with the fewest in flight, so that a slow one gets less to do.
 *
 * @param loads what each server has in flight, requests of other models included
 * @param now milliseconds on a clock that only goes forward
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
    if (load.restsUntil > now()) return // many requests that fail at once are one failure
    load.restsUntil = now() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** load.failures)
    load.failures += 1
  }

  return {
    facts: { ...first.facts, endpoint: models.map(({ facts }) => facts.endpoint).join(',') },
    capacity: () => models.reduce((sum, model) => sum + (model.capacity?.() ?? Number.POSITIVE_INFINITY), 0),
    async check(asked) {
      await Promise.all(models.map((model) => model.check?.(asked)))
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
    async close() {
      await Promise.all(models.map((model) => model.close?.()))
    },
  }
}

/** How busy and how well one server is. */
export interface Load {
  inFlight: number
  /** In a row, but for those that came together. */
  failures: number
  restsUntil: number
}

export const newLoad = (): Load => ({ inFlight: 0, failures: 0, restsUntil: 0 })
