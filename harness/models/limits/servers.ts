/** Servers shared by the models of a command: one limit, one dialect and one outage wait per server, for all its models and runs. */
import type { TaughtDialect } from '../openai/request.ts'
import { type Load, newLoad } from './share-load.ts'
import { type CircuitBreaker, createCircuitBreaker, type OutageOptions } from './with-outage-wait.ts'
import { createThrottle, type ServerThrottle, type ThrottleOptions } from './with-throttle.ts'

/** One URL. */
export interface Server {
  readonly throttle: ServerThrottle
  readonly load: Load
  readonly taught: TaughtDialect
}

/** Opens servers on first use. Options of later calls are ignored: a command has the same for all. */
export class Servers {
  readonly #servers = new Map<string, Server>()
  readonly #breakers = new Map<string, CircuitBreaker>()

  at(url: string, options: ThrottleOptions): Server {
    return found(this.#servers, url, () => ({ throttle: createThrottle(options), load: newLoad(), taught: {} }))
  }

  /** @param urls URLs that serve a model; an outage concerns the whole set */
  breaker(urls: readonly string[], options: OutageOptions): CircuitBreaker {
    return found(this.#breakers, [...urls].sort().join(','), () => createCircuitBreaker(options))
  }
}

function found<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
