/** What the models of a command share: each server is held to one limit and waited for once, whatever models and runs ask it. */
import { type Load, newLoad } from './share-load.ts'
import { type BreakerOptions, type CircuitBreaker, createCircuitBreaker } from './with-outage-wait.ts'
import { createThrottle, type ServerThrottle, type ThrottleOptions } from './with-throttle.ts'

/** One address. */
export interface Server {
  readonly throttle: ServerThrottle
  readonly load: Load
}

/** Options count where a server is met first: a command has the same for all. */
export class Servers {
  readonly #servers = new Map<string, Server>()
  readonly #breakers = new Map<string, CircuitBreaker>()

  at(url: string, options: ThrottleOptions): Server {
    return found(this.#servers, url, () => ({ throttle: createThrottle(options), load: newLoad() }))
  }

  /** @param urls the addresses that a model is served at; the same set fails as a whole */
  breaker(urls: readonly string[], options: BreakerOptions): CircuitBreaker {
    return found(this.#breakers, [...urls].sort().join(','), () => createCircuitBreaker(options))
  }
}

function found<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
