/** Names cut to a width in terminal columns, so that a line never wraps. */
import { columnsOf } from './width.ts'

/** Shares of the room that go to the beginning of a name, the usual one first. */
const HEADS = [0.5, 0.25, 0.75, 0, 1]

/** `qwen3-8b…ckpt-1200`: both ends of a name tell more than its middle. @param width ≥ 1, in columns */
export const shortened = (text: string, width: number): string => cut(text, width, 0.5)

/**
 * The same for names that stand together: cut where they stay different, if there is such a place.
 *
 * @returns in the same order
 */
export function shortenedAlike(names: readonly string[], width: number): string[] {
  const distinct = new Set(names).size
  for (const head of HEADS) {
    const cuts = names.map((name) => cut(name, width, head))
    if (new Set(cuts).size === distinct) return cuts
  }
  const windows = names.map((name) => clippedEnd(`…${name.slice(Math.max(1, commonStart(names) - 2))}`, width))
  return new Set(windows).size === distinct ? windows : names.map((name) => shortened(name, width))
}

/** How many characters all names begin with alike. */
function commonStart([first = '', ...others]: readonly string[]): number {
  let length = 0
  while (length < first.length && others.every((name) => name[length] === first[length])) length++
  return length
}

/** `Explain the diff…`: of a text, the beginning tells most. */
export const clippedEnd = (text: string, width: number): string => cut(text, width, 1)

function cut(text: string, width: number, head: number): string {
  if (columnsOf(text) <= width) return text
  const room = Math.max(0, width - 1)
  const left = Math.round(room * head)
  const characters = Array.from(SEGMENTS.segment(text), ({ segment }) => segment)
  return `${fitting(characters, left)}…${fitting(characters.toReversed(), room - left, true)}`
}

/** As many characters as the width has room for. @param backwards the last one first */
function fitting(characters: readonly string[], width: number, backwards = false): string {
  const taken: string[] = []
  let used = 0
  for (const character of characters) {
    used += columnsOf(character)
    if (used > width) break
    taken.push(character)
  }
  return (backwards ? taken.reverse() : taken).join('')
}

const SEGMENTS = new Intl.Segmenter('en')
