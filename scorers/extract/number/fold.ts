/**
 * Writes numbers and marks in ASCII and leaves every offset as it is: `−５` → `-5`, `١٨` → `18`, `Answer: ~~20~~ 18` without
 * the 20.
 */

/** Spaces, zero-width characters, hyphens and minus, apostrophes, slashes, digits of other scripts, full-width ASCII. */
const FOREIGN = new RegExp(
  [
    '[\\u00a0\\u00ad\\u2000-\\u200f\\u202f\\u205f\\u2060\\u3000\\ufeff\\u2010-\\u2013\\u2212\\u2018\\u2019\\u2044\\u2215]',
    '[\\u0660-\\u0669\\u066b\\u066c\\u06f0-\\u06f9\\u07c0-\\u07c9\\u0e50-\\u0e59\\u0ed0-\\u0ed9\\u0f20-\\u0f29\\u1040-\\u1049\\u17e0-\\u17e9]',
    '[\\u0966-\\u096f\\u09e6-\\u09ef\\u0a66-\\u0a6f\\u0ae6-\\u0aef\\u0b66-\\u0b6f\\u0be6-\\u0bef\\u0c66-\\u0c6f\\u0ce6-\\u0cef\\u0d66-\\u0d6f]',
    '[\\uff01-\\uff0b\\uff0d-\\uff5e]',
    // Between full-width digits only: `共３，４５０` but not `９，18`.
    '(?<=[\\uff10-\\uff19])\\uff0c(?=[\\uff10-\\uff19])',
  ].join('|'),
  'g',
)

const SINGLE: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u2044': '/',
  '\u2215': '/',
  '\u2212': '-',
  '\u066b': '.',
  '\u066c': ',',
}

/** Struck out by Markdown, HTML or LaTeX. */
const STRUCK =
  /~~[^~\n]{1,200}~~|<(s|del|strike)>[^<\n]{1,200}<\/\1>|\\(?:cancel|bcancel|xcancel|sout)\{[^{}\n]{1,200}\}/gi

export function fold(text: string): string {
  const folded = text.replace(FOREIGN, ascii)
  return /~~|<\/|\\(?:[bx]?cancel|sout)/.test(folded)
    ? folded.replace(STRUCK, (struck) => ' '.repeat(struck.length))
    : folded
}

function ascii(character: string): string {
  const code = character.charCodeAt(0)
  const single = SINGLE[character]
  if (single !== undefined) return single
  if (code >= 0xff01) return code === 0xfeff ? ' ' : String.fromCharCode(code - 0xfee0)
  if (code >= 0x2010 && code <= 0x2013) return '-'
  // The digits of most scripts of India start at …6, those of others at …0.
  if (code >= 0x0966 && code <= 0x0d6f) return String((code & 0xf) - 6)
  const isDigit = (code >= 0x0660 && code <= 0x07c9) || (code >= 0x0e50 && code <= 0x17e9)
  return isDigit ? String(code & 0xf) : ' '
}
