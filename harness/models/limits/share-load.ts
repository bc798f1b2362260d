/** One model served at several addresses. */
import { ModelError } from '../../../results/errors.ts'
import type { Model } from '../model.ts'

/** A server that fails rests this long, and twice as long each time it fails again, so that it draws no requests to itself. */
const FIRST_REST_MS = 500
const LONGEST_REST_MS = 30_000

/**
 * Each request goes to the server with the fewest in flight, so that a slow one gets less to do.
 *
 * @param now milliseconds on a clock that only goes forward
 */
export function shareLoad(models: readonly Model[], now = () => performance.now()): Model {
  const [first, ...others] = models
  if (first === undefined) throw new RangeError('no server to share the load')
  if (others.length === 0) return first

  const servers = models.map((model): Server => ({ model, inFlight: 0, failures: 0, restsUntil: 0 }))

  function choose(): Server {
    const awake = servers.filter(({ restsUntil }) => restsUntil <= now())
    const candidates = awake.length > 0 ? awake : servers
    return candidates.reduce((best, server) => (server.inFlight < best.inFlight ? server : best))
  }

  function rest(server: Server): void {
    if (server.restsUntil > now()) return // many requests that fail at once are one failure
    server.restsUntil = now() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** server.failures)
    server.failures += 1
  }

  return {
    facts: { ...first.facts, endpoint: models.map(({ facts }) => facts.endpoint).join(',') },
    capacity: () => models.reduce((sum, model) => sum + (model.capacity?.() ?? Number.POSITIVE_INFINITY), 0),
    async check(asked) {
      await Promise.all(models.map((model) => model.check?.(asked)))
    },
    async complete(request, signal) {
      const server = choose()
      server.inFlight += 1
      try {
        const completion = await server.model.complete(request, signal)
        server.failures = 0
        return completion
      } catch (error) {
        if (error instanceof ModelError && error.retryable) rest(server)
        throw error
      } finally {
        server.inFlight -= 1
      }
    },
    async close() {
      await Promise.all(models.map((model) => model.close?.()))
    },
  }
}

interface Server {
  readonly model: Model
  inFlight: number
  /** In a row, but for those that came together. */
  failures: number
  restsUntil: number
}
