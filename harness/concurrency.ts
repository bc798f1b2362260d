/** Bounded concurrency over a lazy sequence. */

/**
 * Works through `items` with at most `limit` at once; a slot takes its next item the moment it is free.
 *
 * Once `work` has failed or `signal` is aborted no further item is started; what is under way is waited for, so that
 * nothing finished is lost.
 *
 * @throws the first failure of `work`
 */
export async function forEachConcurrent<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  const failures: unknown[] = []

  async function slot(): Promise<void> {
    while (failures.length === 0 && !signal?.aborted) {
      const next = iterator.next()
      if (next.done) return
      await work(next.value).catch((error) => {
        failures.push(error)
      })
    }
  }

  await Promise.all(Array.from({ length: limit }, slot))
  if (failures.length > 0) throw failures[0]
}
