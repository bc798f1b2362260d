/** JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` stand where a number is not known. */
import { InteropError } from '../../../results/errors.ts'

/** A literal that JSON has not: `NaN`, `-Infinity`. */
const LITERAL = /-?\b(?:NaN|Infinity)\b/g

/**
 * @param place of the text, for the message
 * @returns the value, in which `NaN` and infinities are null
 * @throws InteropError for what is not JSON, or is nested too deeply
 */
export function parseTolerant(text: string, place: string): unknown {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return JSON.parse(content)
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(place)
    if (!/NaN|Infinity/.test(content)) throw notJson(place, content, error)
  }
  try {
    return JSON.parse(withNulls(content))
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(place) : notJson(place, content, error)
  }
}

/** Replaces literals outside of texts. A pattern that skips texts would overflow on long ones. */
function withNulls(content: string): string {
  const parts: string[] = []
  let start = 0
  while (start < content.length) {
    const quote = content.indexOf('"', start)
    const outside = content.slice(start, quote === -1 ? undefined : quote)
    parts.push(outside.replace(LITERAL, 'null'))
    if (quote === -1) break
    const end = endOfText(content, quote)
    parts.push(content.slice(quote, end))
    start = end
  }
  return parts.join('')
}

/** @returns the place after the quote that closes the text */
function endOfText(content: string, quote: number): number {
  for (let at = content.indexOf('"', quote + 1); at !== -1; at = content.indexOf('"', at + 1)) {
    let slashes = 0
    while (content[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return content.length
}

function notJson(place: string, text: string, error: unknown): InteropError {
  const { message } = error as Error
  const at = Number(/at position (\d+)/.exec(message)?.[1] ?? -1)
  const isCut = /end of JSON input|Unterminated string/i.test(message) || at >= text.trimEnd().length
  return new InteropError(`${place}: ${isCut ? 'ends in the middle' : 'not JSON'}`, {
    cause: error,
    hint: isCut
      ? 'The file was cut off: copy it again, or run the evaluation to its end.'
      : 'The file is damaged: copy it again.',
  })
}

export const tooDeep = (place: string) =>
  new InteropError(`${place}: nested too deeply`, { hint: 'No tool writes such a file: leave it out.' })
