/** Splits a command line into words, without a shell. */
import { UsageError } from '../../../results/errors.ts'

/**
 * - `a 'b c'` → `a`, `b c`: nothing is special in single quotes
 * - `a "b \"c\""` → `a`, `b "c"`: in double quotes a backslash escapes `"`, `\` and `$`
 * - `a\ b` → `a b`: elsewhere it escapes any character
 *
 * @throws UsageError for a quote that is not closed
 */
export function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (const [part, blank, single, double, escaped] of text.matchAll(PARTS)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    if (part === "'" || part === '"') {
      throw new UsageError(`--serve ${text}: a ${part} is not closed`, {
        hint: 'Close it, or escape it with a backslash.',
      })
    }
    word = (word ?? '') + (single ?? double?.replaceAll(/\\(["\\$])/g, '$1') ?? escaped ?? part)
  }
  return word === undefined ? words : [...words, word]
}

/** The text without its quoted and escaped parts. */
export const withoutQuoted = (text: string): string =>
  [...text.matchAll(PARTS)]
    .filter(([, , single, double, escaped]) => (single ?? double ?? escaped) === undefined)
    .map(([part]) => part)
    .join('')

const PARTS = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|['"]|[^\s'"\\]+|\\$/gs
