/** The options of a question, as the prompt lists them, and which of them a text equals. */

import { fold } from '../number/fold.ts'
import { withoutDress } from '../number/latex.ts'

/** `A) 12 eV`, `(B) 7 m`, `C. methane` */
const OPTION = /^[ \t]*(?:\((?<bracketed>[A-J])\)|(?<letter>[A-J])[).:])[ \t]+(?<text>.*)$/

/**
 * The last list of options in a prompt, each with all its lines.
 *
 * @returns texts from A on; empty where there are not at least two
 */
export function optionsIn(prompt: string): readonly string[] {
  let [options, open]: [string[], boolean] = [[], false]
  for (const line of prompt.split('\n')) {
    const { bracketed, letter = bracketed, text = '' } = OPTION.exec(line)?.groups ?? {}
    if (letter === 'A') options = [text]
    else if (letter !== undefined && letter === letterOf(options.length)) options.push(text)
    else if (open && line.trim() !== '') options.push(`${options.pop()}\n${line}`)
    open = letter !== undefined || (open && line.trim() !== '')
  }
  return options.length > 1 ? options : []
}

export const letterOf = (index: number): string => String.fromCharCode(0x41 + index)

/** @returns the letter of the one option that a text equals, never a part of it; null for none, or for two that are alike */
export function optionEqualTo(text: string, options: readonly string[]): string | null {
  const wanted = bare(text)
  if (wanted === '') return null
  const equal = options.flatMap((option, index) => (bare(option) === wanted ? index : []))
  return equal.length === 1 ? letterOf(equal[0] as number) : null
}

/** Without markup, spacing and a final full stop; upper and lower case differ, for they may tell two options apart. */
const bare = (text: string) =>
  withoutDress(text)
    .replace(/\\[ ,;:!]|[~$*`]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“”‘’]+|[\s"'“”‘’]+$|\s?\.$/g, '')
    .replace(/\s?([-+*/=^(),])\s?/g, '$1')
    .trim()

const FOREIGN = /[Ⓐ-Ⓙⓐ-ⓙ⒜-⒥]|[\u{1d400}-\u{1d6a3}]|(?<![\u0400-\u04ff])[АВСЕН](?![\u0400-\u04ff])|[‹›«»⟨⟩〈〉《》]/gu

const LOOKALIKES: Readonly<Record<string, string>> = { А: 'A', В: 'B', С: 'C', Е: 'E', Н: 'H' }

export function foldLetters(text: string): string {
  return fold(text).replace(FOREIGN, (character) => {
    const latin = LOOKALIKES[character]
    if (latin !== undefined) return latin
    if (/[‹›«»⟨⟩〈〉《》]/.test(character)) return '"'
    const letter = /[A-Za-z]/.exec(character.normalize('NFKC'))?.[0] ?? ' '
    return letter.padEnd(character.length)
  })
}
