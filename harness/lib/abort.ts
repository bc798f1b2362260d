/** What one signal ends, be it thousands of requests. */

const ended = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `end` once the signal is aborted; at once where it is already. A signal compares each new listener with all it has, so that
 * of five hundred requests at once each would spend a seventh of its time in there: here it has one for all of them.
 *
 * @returns a function that lets go of it
 */
export function onAbort(signal: AbortSignal | undefined, end: () => void): () => void {
  if (signal === undefined) return () => undefined
  if (signal.aborted) end()
  const all = ended.get(signal) ?? listen(signal)
  all.add(end)
  return () => all.delete(end)
}

function listen(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>()
  ended.set(signal, all)
  signal.addEventListener('abort', () => {
    for (const end of all) end()
  })
  return all
}

/** A program takes its time, and so does a judge: who stops for good waits for neither. */
export async function unlessAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const letGo = onAbort(signal, () => reject(signal.reason))
  try {
    return await Promise.race([work, aborted])
  } finally {
    letGo()
  }
}
