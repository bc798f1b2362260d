/** Finding one's way in LaTeX by its brackets: where a group ends, and what stands outside of all of them. */

/** Deeper nesting is not read. */
const MAX_DEPTH = 50

const OPEN = '([{'
const CLOSE = ')]}'

/**
 * How deep the brackets go, of any kind.
 *
 * @returns null where they go deeper than is read
 */
export function depthOf(text: string): number | null {
  let depth = 0
  let deepest = 0
  for (const character of text) {
    if (OPEN.includes(character)) deepest = Math.max(deepest, ++depth)
    else if (CLOSE.includes(character)) depth--
  }
  return deepest > MAX_DEPTH ? null : deepest
}

/** @returns the place of the brace that closes the one at `open`; -1 where none does. `\{` and `\}` are no braces. */
export function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at
  }
  return -1
}

/** Whether the bracket at the start is closed by the one at the end, so that they enclose all of it. */
export function isEnclosed(text: string): boolean {
  if (text.length < 2 || !OPEN.includes(text[0] as string) || !CLOSE.includes(text.at(-1) as string)) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (OPEN.includes(text[at] as string)) depth++
    else if (CLOSE.includes(text[at] as string)) depth--
    if (depth === 0) return at === text.length - 1
  }
  return false
}

/** The parts between separators that stand outside of all brackets. */
export function splitOutside(text: string, isSeparator: RegExp): string[] {
  const sticky = new RegExp(isSeparator.source, 'y')
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; ) {
    sticky.lastIndex = at
    const found = depth === 0 ? sticky.exec(text) : null
    if (found !== null && found[0] !== '') {
      parts.push(text.slice(start, at))
      at += found[0].length
      start = at
      continue
    }
    if (OPEN.includes(text[at] as string)) depth++
    else if (CLOSE.includes(text[at] as string)) depth--
    at++
  }
  return [...parts, text.slice(start)]
}
