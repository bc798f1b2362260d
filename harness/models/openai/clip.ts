/** Shortens server messages to one line. */

/** @returns one line without control characters, of at most `length` characters and an ellipsis */
export function clip(text: string, length: number): string {
  const line = text
    .slice(0, 20 * length)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return line.length > length ? `${line.slice(0, length).trimEnd()}…` : line
}
