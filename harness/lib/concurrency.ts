/** Bounded concurrency over a lazy sequence. */

/**
 * Calls `work` for each item, with at most `limit()` calls in flight. An item is taken as soon as a slot is free.
 *
 * After a failure or an abort, no further item is started; calls in flight are awaited, so that finished work is not lost.
 *
 * @param limit read before each item, since it may change; values below 1 count as 1
 * @throws the first failure of `work`
 */
export async function forEachConcurrent<Item>(
  items: Iterable<Item>,
  limit: () => number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  const { promise: allDone, resolve } = Promise.withResolvers<void>()
  const failures: unknown[] = []
  let underWay = 0

  function fill(): void {
    try {
      while (underWay < Math.max(1, limit()) && failures.length === 0 && !signal?.aborted) {
        const next = iterator.next()
        if (next.done) break
        underWay++
        work(next.value).then(left, (error) => {
          failures.push(error)
          left()
        })
      }
    } catch (error) {
      failures.push(error)
    }
    if (underWay === 0) resolve()
  }

  function left(): void {
    underWay--
    fill()
  }

  fill()
  await allDone
  if (failures.length > 0) throw failures[0]
}
