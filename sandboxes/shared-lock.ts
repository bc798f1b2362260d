/** A readers–writer lock: many may hold it shared, or one exclusively. Exclusive holders go before shared ones that come later. */
export class SharedLock {
  /** Settles once the last exclusive holder is done; never rejects. */
  #lastExclusive: Promise<unknown> = Promise.resolve()
  /** Shared holders, those that wait included. */
  readonly #shared = new Set<Promise<unknown>>()

  async shared<Result>(act: () => Promise<Result>): Promise<Result> {
    const held = this.#lastExclusive.then(act)
    this.#shared.add(held)
    try {
      return await held
    } finally {
      this.#shared.delete(held)
    }
  }

  async exclusive<Result>(act: () => Promise<Result>): Promise<Result> {
    const before = [this.#lastExclusive, ...this.#shared]
    const held = Promise.allSettled(before).then(act)
    this.#lastExclusive = held.catch(() => undefined)
    return held
  }
}
