/**
 * Text of models, servers, files and users as a terminal may print it.
 *
 * `Visible` is text that has passed: what prints takes nothing else, so forgetting does not compile. Files keep text as it is.
 */
import { withoutInvisible } from './invisible-characters.ts'

declare const VISIBLE: unique symbol

/** Holds no character that a terminal obeys or hides, except line ends, tabs, and the colors that evalkit chose (`drawn`). */
export type Visible = string & { readonly [VISIBLE]: true }

/**
 * Shows control and invisible characters instead of obeying them: `ESC[2J` would clear the screen, and direction marks turn a line
 * around. Each becomes a replacement character, so that places in the text stay right; line ends and tabs stay.
 */
export const visible = (text: string): Visible => withoutInvisible(text) as Visible

/**
 * The same for a name, an id, a path or a sentence: one line. Line ends become `↵`, since a name that ends the line could begin the
 * next one with a verdict.
 */
export const visibleField = (text: string): Visible =>
  visible(text.replace(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/g, '↵').replaceAll('\t', ' '))

/** Several of them, each on a line of its own. */
export const visibleLines = (lines: readonly string[]): Visible => lines.map(visibleField).join('\n') as Visible

/** Text with fields in it: ``line`wrote ${file}` ``. The fields are made visible, each in one line. */
export const line = (words: TemplateStringsArray, ...fields: readonly (string | number)[]): Visible =>
  String.raw({ raw: words }, ...fields.map((field) => visibleField(String(field)))) as Visible

/**
 * The same on one line, with single spaces.
 *
 * @param length of characters kept; an ellipsis takes the place of the others
 */
export function visibleLine(text: string, length = Infinity): Visible {
  const shown = visible(
    text
      .slice(0, 20 * length) // a reply can have megabytes
      .toWellFormed()
      .replace(/\s+/g, ' ')
      .trim(),
  )
  if (shown.length <= length) return shown
  return `${shown
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…` as Visible
}
