/** Text that a terminal would obey or hide, as models, servers and strangers' files may send it. */

/** Escape codes in 7 and 8 bits, a title, a link, a device control; a bell, deletes; direction, width, tags; line ends. */
export const HOSTILE_PARTS: Readonly<Record<string, string>> = {
  'clears the screen': '\u001b[2J\u001b[H',
  'hides text': '\u001b[8msecret\u001b[0m',
  'colors text': '\u001b[31mred\u001b[39m',
  'sets the title': '\u001b]0;owned\u0007',
  'links elsewhere': '\u001b]8;;https://example.org\u001b\\here\u001b]8;;\u001b\\',
  'controls the device': '\u001bPq#0\u001b\\',
  'uses 8-bit codes': '\u009b2J\u009d0;owned\u009c\u0090q\u009c',
  'backs up': 'wrong\b\b\b\b\bright\u007f',
  'overwrites the line': 'wrong\rright',
  'turns the text around': '\u202eSSAP\u202c \u2066isolated\u2069 \u200fmark\u061c',
  'has no width': 'ba\u200bse ba\u200dse ba\u2060se \ufeffbase ba\u00adse',
  'is blank': 'ba\u3164se ba\u2800se ba\u115fse',
  'piles up accents': `Z${'\u0336\u0489\u0321'.repeat(20)}algo`,
  'hides letters in tags': 'base\u{e0041}\u{e0042}\u{e007f}',
  'hides bytes in selectors': 'base\ufe01\ufe0f\u{e0100}\u{e01ef}',
  'ends the line in other ways': 'base\u2028FORGED\u2029FORGED\u0085FORGED\u000bFORGED\u000cFORGED',
}

/** A name that forges a line of its own. */
export const FORGING = 'base\nFORGED\r\nFORGED\n::error::FORGED'

export const HOSTILE_NAME = `${Object.values(HOSTILE_PARTS).join(' ')} ${FORGING}`

/** What must never reach a terminal: everything that is no character to see, except line ends. Tabs do no harm. */
export const UNSEEN = /\p{M}{9}|[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]--[\n\t]]/v
