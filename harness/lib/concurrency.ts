/** Bounded concurrency over a lazy sequence. */
import { Lane } from './lane.ts'

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
