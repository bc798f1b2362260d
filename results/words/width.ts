/** How much room a text takes on a terminal. */
import { stripVTControlCharacters } from 'node:util'

/** Scripts whose characters take two columns; beyond the 16-bit plane, the two halves of a character take one each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/g
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200f\u2060\ufeff]/gu

/**
 * Columns of a text of one line; escape codes take none. A library with all of Unicode's tables would take longer to load than
 * `evalkit --help` takes in all.
 */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  const shown = stripVTControlCharacters(text).replace(WITHOUT_WIDTH, '')
  return shown.length + (shown.match(WIDE)?.length ?? 0)
}

/** Characters of one column: Latin, and the signs and blocks of evalkit's own lines. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2212\u2500-\u259f]*$/
