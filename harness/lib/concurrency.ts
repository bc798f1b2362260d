/** Work in parallel: bounded over a lazy sequence, and awaited to its end. */
import { Lane } from './lane.ts'

/**
 * Like `Promise.all`, but a failure is thrown only after all have ended: none goes on writing when the caller believes that it is over.
 *
 * @throws the first failure, in the order given
 */
export async function allEnded<Result>(work: Iterable<Promise<Result>>): Promise<Result[]> {
  const ended = await Promise.allSettled(work)
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/**
 * Calls `work` for each item, with at most `limit()` calls in flight. An item is taken as soon as a slot is free.
 *
 * After a failure or an abort, no further item is started; calls in flight are awaited, so that finished work is not lost.
 *
 * @param limit read before each item, since it may change; values below 1 count as 1
 * @throws the first failure of `work`
 */
export function forEachConcurrent<Item>(
  items: Iterable<Item>,
  limit: () => number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  return new Lane().enter().forEach(items, { atOnce: limit }, work, signal)
}
