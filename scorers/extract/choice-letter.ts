/** The letter of an option right after a mark such as `Answer:`, or nothing where that letter is part of something longer. */
import { oneOf } from './one-of.ts'

const FILLERS =
  'the|options?|choice|letter|alternative|answer|statement|clearly|simply|indeed|likely|most|probably|definitely|' +
  'therefore|thus|hence|then|final|correct|right|is|that|it|as|not \\(?[A-H]\\)?,? but'

/** What may stand between a mark and its letter. */
const GAP = new RegExp(
  `${oneOf(
    /[\s*_`"'“”「『【([{$:>,~]|<[a-z]{1,6}>/, //                                              **(   "   <b>
    /\\[([{ ]|\\(?:text(?:bf|rm)?|math(?:bf|rm|sf)|boldsymbol|f?boxe?d?|bf|rm)\b\s?\{?/, //  \( \text{ \boxed{
    new RegExp(`(?:${FILLERS})(?![a-z])`), //                                               option
    /选项|選項|应该?|應該?|是|为|為|选择?/,
  )}{0,24}`,
  'iy',
)

/** What may follow a letter; anything else, as in `CO`, `C=O`, `C-H`, `D's`, makes it part of something longer. */
const ENDS = oneOf(
  /$/,
  /[.。](?![\dA-Za-z])/, //                           C.   but not the initials A.B.
  /[)\]}】」』"”'’*`$!?;:，<|\\](?!s\b)/, //            (C)   **C**   C\)
  /_(?![\d{])|\s{1,4}[}\])]/, //                      _C_   { C }
  /,(?!\s?(?:and\s|or\s)?\(?[A-H]\b)/, //             C, because   but not: C, D
  /\s*\n/,
  /[^\S\n]+(?:$|[([*_$\\"'“|<→.]|[-:]\s)/, //         C (12 eV)   C - 12 eV
  /(?=[\u2e80-\u9fff\uac00-\ud7af])/, //              C因为
)

/** What follows an option and neither an article nor a symbol: `A because`, but not `A solution`, `c times larger`. */
const CONNECTOR =
  /\s+(?:because|since|as|is|for|due|with|based|given|which|that|from|where|by|in|at|after|when|only|alone|was|here)\b/

/** The option's text after its letter, `C methane`, and not a second letter: `C and D`. */
const TEXT = /\s+(?!(?:and|or|through|to|vs)\s\(?[A-H]\b)[A-Za-z0-9]/

const ANY_END = new RegExp(`^${oneOf(new RegExp(ENDS), TEXT)}`)
const CAREFUL_END = new RegExp(`^${oneOf(new RegExp(ENDS), CONNECTOR)}`)

/**
 * @param mark where the mark ends, in folded text (`scalar.ts`)
 * @returns null where no letter from A to H follows
 */
export function letterAfter(reply: string, mark: number): { readonly letter: string; readonly at: number } | null {
  GAP.lastIndex = mark
  const at = mark + (GAP.exec(reply)?.[0].length ?? 0)
  const letter = reply[at] ?? ''
  const end = /[B-H]/.test(letter) ? ANY_END : CAREFUL_END
  return /^[A-Ha-h]$/.test(letter) && end.test(reply.slice(at + 1, at + 40)) ? { letter, at } : null
}
