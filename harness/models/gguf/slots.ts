/** A pool of a fixed number of items. */

export interface Slots<Item> {
  /** Takes an item, as soon as one is free. */
  take(): Promise<Item>
  give(item: Item): void
}

export function createSlots<Item>(items: readonly Item[]): Slots<Item> {
  const free = [...items]
  const waiting: ((item: Item) => void)[] = []
  return {
    take: () =>
      new Promise((resolve) => {
        const item = free.shift()
        if (item === undefined) waiting.push(resolve)
        else resolve(item)
      }),
    give(item) {
      const next = waiting.shift()
      if (next === undefined) free.push(item)
      else next(item)
    },
  }
}
