/** Counts by name, told in the order of the names, so that the order of the records leaves no trace. */
export class Counter {
  total = 0
  readonly #counts = new Map<string, number>()

  add(name: string): void {
    this.total++
    this.#counts.set(name, this.count(name) + 1)
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  byName(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(byName))
  }
}

/** Sorts entries by their name, the same way on every machine. */
export const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) => (a < b ? -1 : 1)
