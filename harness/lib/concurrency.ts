/** Bounded concurrency over a lazy sequence. */

/**
 * Works through `items` with at most `limit()` at once; the next item is taken the moment there is room for it.
 *
 * Once `work` has failed or `signal` is aborted no further item is started; what is under way is waited for, so that
 * nothing finished is lost.
 *
 * @param limit looked at before each item, since it may change; below 1 counts as 1
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
