/** Time that passes only when nobody has anything else to do: minutes of a run in moments of a test. */
interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

export class VirtualTime {
  #now = 0
  #sleepers: Sleeper[] = []

  readonly now = (): number => this.#now
  readonly random = (): number => 0.5

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + Math.max(0, ms), wake })
    })

  /** Lets everybody sleep and wake until then. */
  async until(end: number): Promise<void> {
    for (;;) {
      await settled()
      const next = this.#sleepers.reduce<Sleeper | undefined>(
        (first, one) => (first === undefined || one.at < first.at ? one : first),
        undefined,
      )
      if (next === undefined || next.at > end) break
      this.#sleepers = this.#sleepers.filter((one) => one !== next)
      this.#now = next.at
      next.wake()
    }
    this.#now = end
  }
}

/** What follows from what has happened already. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
