/** The letter of an option right after a mark such as `Answer:`, or nothing where that letter is part of something longer. */
import { withoutDress } from '../number/latex.ts'
import { oneOf } from '../one-of.ts'

export interface Letter {
  /** As written: `c` in `Answer: c`. */
  readonly letter: string
  readonly at: number
}

/** `several`: more than one letter is named, in any joining. */
export type NamedLetter = Letter | 'several'

const FILLERS =
  'the|options?|choice|letter|alternative|answer|statement|clearly|simply|indeed|likely|most|probably|definitely|' +
  'therefore|thus|hence|then|final|correct|right|is|that|it|as|number|no\\.|one|first|second|third|fourth|last|' +
  'la|el|die|der|das|le|opci[oó]n|opzione|op[cç][aã]o|antwort|вариант|a letra|la lettre|la lettera|der buchstabe|буква|not \\(?[A-H]\\)?,? but'

/** What may be between a mark and its letter. */
const GAP = new RegExp(
  `${oneOf(
    /[\s*_`"'“”「『【([{$:>,~|…—=]|\.{3}|-\s|<[a-z]{1,6}>/, //                              **(   "   <b>
    /\\[([{, ]|\\(?:text(?:bf|rm|it|sf)?|math(?:bf|rm|sf|cal|it)|boldsymbol|underline|f?boxe?d?|bf|rm|displaystyle)\b\s?\{?/, //  \text{ \boxed{
    new RegExp(`(?:${FILLERS})(?![\\p{L}])`), //                                           option
    /选项|選項|选择|应该?|應該?|是|为|為|选|選択肢|선택지|옵션|보기/,
  )}{0,40}`,
  'iuy',
)

/** What may follow a letter; anything else, as in `CO`, `C=O`, `C-H`, `D's`, makes it part of something longer. */
const ENDS = oneOf(
  /$/,
  /[.。](?![\dA-Za-z])/, //                           C.   but not the initials A.B.
  /[)\]}】」』"”'’*`$!?;:，、；<|\\](?!s\b)/, //        (C)   **C**   C\)
  /_(?![\d{A-Za-z])|\s{1,4}[}\])]/, //                      _C_   { C }
  /,/, //                                             C, because
  /\s*\n/,
  /[^\S\n]+(?:$|[([*_$\\"'“|<→.]|[-:—]\s)/, //        C (12 eV)   C - 12 eV
  /(?=[^\S\n]?[\u0900-\u097f\u2e80-\u9fff\uac00-\ud7af])/, // C因为   C है
)

/** What follows an option and neither an article nor a symbol: `A because`, but not `A solution`, `c times larger`. */
const CONNECTOR =
  /\s+(?:because|since|as|is|for|due|with|based|given|which|that|from|where|by|in|at|after|when|only|alone|was|here|rather|instead|ist|est|es)\b/

/** The option's text after its letter: `C methane`. */
const TEXT = /\s+[A-Za-z0-9]/

const ANY_END = new RegExp(`^${oneOf(new RegExp(ENDS), TEXT)}`)
const CAREFUL_END = new RegExp(`^${oneOf(new RegExp(ENDS), CONNECTOR)}`)

const CLOSERS = String.raw`[)\]}*_$"'\x60.】」』]{0,6}`
const OPENERS = String.raw`[(\[{*_$"'\x60【「]{0,6}(?:\\text\{|\\mathrm\{)?`

/** A second letter, however it is joined, that starts no clause of its own: `B, C`, `(B) and (C)`, `B/C`, `B、C`. */
const SECOND = new RegExp(
  `^${CLOSERS}(?:${oneOf(
    /\s*\(?(?:[,;/&+|、，；]|\band\/or\b|\b(?:and|or|und|oder|et|ou|y|o|e|as well as|plus|through|vs\.?|nor)\b|и|или|[和或与與及跟]|と|や|또는|와|과|및)\s*/,
    /\s?[-–~]\s?(?=\(?[A-J]\b(?!-))/,
  )}){1,3}(?:also |possibly |maybe |perhaps |even |both |option |answer |choice )?${OPENERS}(?<second>[A-J])(?![A-Za-z\\d_^'’=+]|\\s?[=+]|-[A-Za-z\\d])(?!${CLOSERS}\\s(?:is|are|was|were|has|have|would|will|cannot|can|does|do|did|fails?|violates?|needs?|gives?|predicts?|seems?|must|requires?)\\b)`,
)

/** Letters side by side: `BD`, `B D`, and one a line. */
const SIDE_BY_SIDE =
  /^(?:[A-J]{1,4}(?![A-Za-z\d])|\)\s?\([A-J]\)(?!\s?[\p{L}\d])|[ \t]+[A-J](?![\p{L}\d=+_^'’-])[ \t.]*(?:$|\n)|[ \t]*\n[ \t]*\(?[A-J]\)?[ \t.]*(?:\n|$))/u

const WRONG = String.raw`(?:\w+\s){0,2}?(?:excluded|eliminated|wrong|incorrect|false|out|ruled|discarded|impossible|invalid|not|too|unlikely|off|implausible|inconsistent)\b`

/** Said of an option that is none, or of several: `C drops out`, `B is excluded`, `A and B are wrong`, `B、C都不对`. */
const ELIMINATED = new RegExp(
  `^${CLOSERS}${oneOf(
    new RegExp(`\\s(?:is|was|can be|must be|has been|gets?|seems?|looks?|would be|being)\\s${WRONG}`),
    new RegExp(
      `(?:\\s*(?:,|and|or)\\s*\\(?[A-J]\\)?){0,6}\\s(?:are|were|can be|must be|have been|can all be)\\s(?:all |both )?${WRONG}`,
    ),
    /\s(?:drops? out|fails?|cannot|can't|isn't|does not|doesn't|do not|don't|violates?|contradicts?)\b/,
    /(?:(?:、|，|,|和)\(?[A-J]\)?){0,6}(?:都|均|项|選項|选项)*\s?(?:不|错|錯|没)/,
  )}`,
  'i',
)

/** With a hedge, the first letter counts: `B (or possibly C)`. */
const HEDGE = /^[)\]}*_$"'`.]{0,6}\s?\(\s?(?:or|maybe|possibly|perhaps|oder|ou)\b/i

/** `A \\to B`, `E = 3`: a symbol and no option. */
const FORMULA =
  /^\s*(?:\\(?:(?:left|right)arrow|(?:Left|Right)arrow|to|times|cdot|approx|neq?|leq?|geq?|ll|gg|sim|propto|pm|mp|equiv)(?![a-z])|[=<>≈≪≫∝^+](?!\/))/

/**
 * @param mark where the mark ends, in folded text (`fold.ts`)
 * @param offered the last letter that is offered, if that is known: the pronoun I is a letter only among nine options or more
 * @returns null where no letter follows, or one that is said to be none
 */
export function letterAfter(reply: string, mark: number, offered = ''): NamedLetter | null {
  GAP.lastIndex = mark
  const gap = GAP.exec(reply)?.[0] ?? ''
  const at = mark + gap.length
  const letter = reply[at] ?? ''
  const after = reply.slice(at + 1, at + 80)
  if (!/^[A-Ja-j]$/.test(letter)) return null
  if (/[Ii]/.test(letter) && offered < 'I' && !(/[([{]$/.test(gap) && /^[)\]}]/.test(after))) return null
  if (FORMULA.test(after)) return null
  if (isSeveral(letter, withoutDress(after))) return 'several'
  if (ELIMINATED.test(after)) return null
  const end = /[B-J]/.test(letter) ? ANY_END : CAREFUL_END
  return end.test(after) ? { letter, at } : null
}

/** Whether a second letter is joined to the one that ends before `after`. */
export function isSeveral(letter: string, after: string): boolean {
  if (letter !== letter.toUpperCase() || HEDGE.test(after) || ELIMINATED.test(after)) return false
  return SECOND.test(after) || SIDE_BY_SIDE.test(after)
}

/** Whether the letter that ends before `after` is said to be no answer: `is wrong`. */
export const isEliminated = (after: string): boolean => ELIMINATED.test(after)

/** The letter that a mark's own sentence comes to: `B is excluded, so D`, `not A, not B, not C: D`, `a mixture, which is option C`. */
const CONCLUDED =
  /(?:[,;:，]\s?(?:and |so |hence |thus |therefore |which )?|\b(?:so|hence|thus|therefore|leaving|leaves|which is|that is|but|namely|i\.e\.,?)\s|\((?=(?:option|choice|answer)\s))(?:it is |it's |it must be |that is |is |leaving |leaves |只有|选|the answer is |the )*(?:only )?(?:option |choice |answer )?[(*_"']{0,3}(?<letter>[A-J])[)*_"']{0,3}(?=[\s.。!]*$|[.。!](?:\s|$)|\s\()/g

/** @param line the rest of the mark's line */
export function letterConcluded(line: string): Letter | null {
  const last = [...line.matchAll(CONCLUDED)].at(-1)
  if (last === undefined) return null
  const letter = last.groups?.letter as string
  return { letter, at: last.index + last[0].lastIndexOf(letter) }
}
