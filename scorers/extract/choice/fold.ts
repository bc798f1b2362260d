/** Letters of options in ASCII, offsets as they are: `Ⓑ`, `⒝`, `𝐁`, and Cyrillic letters that look like Latin ones. */
import { fold } from '../number/fold.ts'

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
