/**
 * Characters that a terminal obeys or does not show: controls, marks of direction, characters without width, tags; and accents
 * that are piled up beyond any script.
 *
 * The same characters have honest work in some scripts and in emoji, and stay there: a joiner between Persian letters, the selector
 * that makes an emoji colored. Anywhere else they can hide text, or make one name look like another.
 *
 * @see https://www.unicode.org/reports/tr36 and https://www.unicode.org/reports/tr51, section 1.4.9
 */

/** Format characters that are drawn: Arabic and Kaithi number signs. */
const DRAWN = '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}'

/** Without a mark of Unicode, but as empty: the blank of braille, the null notehead of music. */
const BLANK = '\\u2800\\u{1d159}'

const UNSHOWN = `[[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029${BLANK}]--[\\n\\t${DRAWN}]]`

/** `👩‍👩‍👧`, `❤️`, `1️⃣`, and the flags of England, Scotland and Wales, which are spelled in tags. */
const FLAG =
  '\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}'
const PICTURE = '\\p{Extended_Pictographic}(?:[\\ufe0e\\ufe0f]|\\p{Emoji_Modifier})?'
const EMOJI = `${FLAG}|[0-9#*]\\ufe0f\\u20e3|${PICTURE}(?:\\u200d${PICTURE})*`

/** One joiner between letters of scripts that spell with it: `می‌خواهم`, `क्‍ष`; and the word break of Thai, Lao, Khmer and Burmese. */
const scripts = (...names: string[]) => `[${names.map((name) => `\\p{Script_Extensions=${name}}`).join('')}]`
const JOINING = scripts(
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya'],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer'],
)
const UNSPACED = scripts('Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan')
const JOINER = `(?<=${JOINING})[\\u200c\\u200d](?=${JOINING})|(?<=${UNSPACED})\\u200b(?=${UNSPACED})`

/** One selector behind a character that has variants: `葛󠄀`, `∩︀`. */
const VARIANT = [
  '\\p{Script=Han}[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
  '\\p{Sm}\\ufe00',
  '(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f]',
].join('|')

/** So many accents on one letter are known of any script; more of them are drawn over the lines above and below. */
const PILED = /(\p{M}{8})(\p{M}+)/gu

/** Whether a text may hold any, at the speed of one pass. */
const SUSPECT = new RegExp(`${UNSHOWN}|\\p{M}{9}`, 'v')

const KEPT_OR_UNSHOWN = new RegExp(`(${EMOJI}|${JOINER}|${VARIANT})|${UNSHOWN}`, 'gv')

const unseen = (text: string) => '\u{fffd}'.repeat(text.length)

/** Puts a replacement character in the place of each; of two where it takes two units, so that positions in the text stay right. */
export function withoutInvisible(text: string): string {
  if (!SUSPECT.test(text)) return text
  return text
    .replace(KEPT_OR_UNSHOWN, (found, kept: string | undefined) => kept ?? unseen(found))
    .replace(PILED, (_, kept: string, rest: string) => kept + unseen(rest))
}
