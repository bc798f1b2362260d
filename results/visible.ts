/** Text of models, servers and files as a terminal, a report or a message may hold it. */

/**
 * Shows control characters instead of obeying them: `ESC[2J` would clear the screen, and direction marks turn a line around. Each
 * becomes a replacement character, so that places in the text stay right; line ends and tabs stay.
 */
export const visible = (text: string): string =>
  text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}')

/**
 * The same on one line, with single spaces.
 *
 * @param length of characters kept; an ellipsis takes the place of the others
 */
export function visibleLine(text: string, length = Infinity): string {
  const line = visible(
    text
      .slice(0, 20 * length) // a reply can have megabytes
      .toWellFormed()
      .replace(/\s+/g, ' ')
      .trim(),
  )
  if (line.length <= length) return line
  return `${line
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`
}
