/** What Python's functions for text make of a text: the checks of IFEval are written with them. */

/** A character of `\w` in Python's regular expressions: a letter, a digit of any kind or `_`, but no combining mark. */
const WORD = String.raw`[\p{L}\p{N}_]`

/** `\b` in Python's sense, for patterns with the flag `u`. */
export const WORD_EDGE = `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`

const WORDS = new RegExp(`${WORD}+`, 'gu')

/** `re.findall(r"\w+", text)`, counted. */
export const countWords = (text: string): number => countMatches(WORDS, text)

/** `str.isupper()`: no lower-case or title-case letter, and at least one in upper case. */
export const isUpper = (text: string): boolean => /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text)

/** `str.islower()` */
export const isLower = (text: string): boolean => /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text)

/** @param pattern with the flag `g` */
export function countMatches(pattern: RegExp, text: string): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}

/** `str.strip(characters)` for one character. */
export function stripped(text: string, character: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === character) start++
  while (end > start && text[end - 1] === character) end--
  return text.slice(start, end)
}

/**
 * Whether `json.loads` accepts the text. It is JSON.parse but for `NaN` and the infinities, which Python reads outside of strings.
 */
export function isPythonJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"?|-?\bInfinity\b|\bNaN\b/gs, (token) => (token[0] === '"' ? token : '0')))
    return true
  } catch {
    return false
  }
}
