/** Marks such as `Answer:` in a long reply, tried from the last to the first. */

/** Answers are near the end. Only the last 256 Ki characters are read, which bounds the time for any reply. */
export const WINDOW = 2 ** 18

/** Marks beyond these are not tried, so that a reply of nothing but marks takes no longer than others. */
const MAX_MARKS = 64

/**
 * @param mark with the flag g
 * @param read gets the mark's end, its match, and where the next mark starts
 */
export function lastReadable<Found>(
  reply: string,
  mark: RegExp,
  read: (end: number, match: RegExpExecArray, next: number) => Found | null,
): Found | null {
  let next = reply.length
  for (const match of [...reply.matchAll(mark)].slice(-MAX_MARKS).reverse()) {
    const found = read(match.index + match[0].length, match, next)
    if (found !== null) return found
    next = match.index
  }
  return null
}
