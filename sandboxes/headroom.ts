/** Where many may be at once, or one alone; who wants to be alone goes before those who come later. */
export class Headroom {
  /** What has to end before the next may begin together, or alone. */
  #lastAlone: Promise<unknown> = Promise.resolve()
  readonly #inside = new Set<Promise<unknown>>()

  async together<Result>(act: () => Promise<Result>): Promise<Result> {
    const inside = this.#lastAlone.then(act)
    return this.#counted(inside)
  }

  async alone<Result>(act: () => Promise<Result>): Promise<Result> {
    const before = [this.#lastAlone, ...this.#inside]
    const inside = Promise.allSettled(before).then(act)
    this.#lastAlone = inside.catch(() => undefined)
    return inside
  }

  /** Remembered as long as it lasts. */
  async #counted<Result>(inside: Promise<Result>): Promise<Result> {
    this.#inside.add(inside)
    try {
      return await inside
    } finally {
      this.#inside.delete(inside)
    }
  }
}
