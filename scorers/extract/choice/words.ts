/** A choice without a mark: in words ("I would go with C", "Option C is correct", 故选C), or by a letter that stands alone. */
import { isDoubted } from '../clause.ts'
import { lastReadable } from '../marks.ts'
import { oneOf } from '../one-of.ts'
import { isEliminated, isSeveral, type Letter, letterAfter } from './letter.ts'

const MATCHES =
  /(?<![a-z])(?:correspond(?:s|ing) to|match(?:es|ing)?|which is|it is|it's|must be|should be|leav(?:es|ing)|points? to|supports?|favou?rs?|consistent with)\s/

/** Words after which a letter is chosen. */
const CHOOSING = new RegExp(
  oneOf(
    /(?<![a-z])(?:choos(?:e|ing)|chose|pick(?:ing)?|select(?:ing)?|go(?:ing)? with|go for|opt for|settle on|conclude|left with)(?:\s(?:that|on))?\b/,
    //                                                                                I would go with C
    new RegExp(`${MATCHES.source}(?=(?:only\\s|the\\s){0,2}(?:answer|option|choice)\\b)`), //  this matches option C
    /(?<![a-z])(?:gives|yields)\s(?=(?:the\s)?(?:answer|option|choice)\s[*_]{0,2}\(?[A-J]\b)/, // this gives option C
    new RegExp(`${MATCHES.source}(?=[*_]{0,2}\\(?[A-J]\\)?[*_]{0,2}(?:[.!](?:\\s|$)|\\s{0,4}$))`), //  so it's C.
    /(?<![a-z])I(?: would| will|'d|'ll|’d|’ll)? (?:think|believe|guess|say|mean|meant)(?: that)?(?: it(?:'s| is))?\s(?=[*_("]{0,3}[A-J][*_)"]{0,3}[.!]?\s*$)/, // I think C.
    /(?<![a-z])by elimination,?\s/,
    /(?<![a-z])(?:la respuesta|la réponse|die antwort|Option|l'option|la opción)\s(?=[A-J]\s(?:ist|est|es)\s(?:la\s|die\s)?(?:richtig|korrekt|correct))/,
    /[选選](?:择|擇|:)?(?!项|項)/, //                                                    故选C
    /(?:따라서|그러므로|したがって|よって)[,、]?\s?/, //                                         따라서 C
  ),
  'gimu',
)

/** A letter that is said to be right, or the only one: "Option C is correct", "Only C fits", 选项C正确 */
const DECLARED = new RegExp(
  oneOf(
    new RegExp(
      `(?<![A-Za-z\\d])(?<letter>[A-J])[*_)"'\\].:]{0,4}\\s?${oneOf(
        /(?:is|must be|would be|has to be|remains|(?:seems|appears|looks)(?: to be)?)\s(?:the\s|my\s)?(?:only\s|most\s|best\s|single\s){0,2}(?:possible\s|plausible\s|likely\s|remaining\s)?(?:(?:fully\s)?consistent with|correct|right|best|answer|true|valid|choice|pick|(?:option|one|candidate|possibility) (?:left|remaining|that|which|consistent|possible))\b(?!\s(?:only|if))/,
        /(?:remains|fits|works|matches|survives)(?: best| all| only)?\b(?=\W*$)/, //     C fits best.
        /is (?:the )?(?:closest|nearest|better|preferable)\b(?=\W*$)/, //               C is closest.
        /it is\b(?=\W*$)/, //                                                         C it is.
        /(?:ist|est|es)\s(?:die\s|la\s)?(?:richtig|korrekt|correct)/,
        /(?:项|項|選項|选项)?\s?[是为]?(?:正确|正確)|(?:が|は)(?:正解|正しい)|(?:이|가) (?:정답|맞)/,
      )}`,
    ),
    /(?<![A-Za-z\d])(?<letter>[A-J])(?:[*_)\].:]{1,4}\s{0,2}(?:[-–—]\s)?(?:(?:[Tt]his|[Tt]hat) is\s)?(?:[Cc]orrect|[Rr]ight|[Tt]rue|[Yy]es)(?![a-z])|[*_)\].:]{0,4}\s{0,2}[✓✅✔☑])/u, //  B: correct
    /\b[Oo]nly (?:the )?(?:[Oo]ption |[Cc]hoice |[Aa]nswer |[Ss]tatement )?[*_("]{0,3}(?<letter>[A-J])(?=[*_)"]{0,3}\s[a-z]|[*_)"]{0,3}[.!]?\s*$)/,
    //                                                                                Only option C fits
    /^[\s*_("]{0,4}(?<letter>[A-J])[*_)"]{0,3}(?:,? (?:I (?:think|believe|guess|would say)|because|since|obviously)\b)/, //  C, I think
  ),
  'gmu',
)

/** @returns the last choice in words, with where its words start */
export function inWords(reply: string, offered: string): (Letter & { readonly from: number }) | null {
  const chosen = lastReadable(reply, CHOOSING, (end, { index }) => {
    if (isDoubted(reply, index)) return null
    const found = letterAfter(reply, end, offered)
    return found === null || found === 'several' ? null : { ...found, from: index }
  })
  const declared = lastReadable(reply, DECLARED, (_, { index, 0: words, groups = {} }) => {
    const letter = groups.letter as string
    const at = index + words.indexOf(letter, words.toLowerCase().indexOf('only') === -1 ? 0 : 4)
    return isDoubted(reply, index) || isEliminated(reply.slice(at + 1, at + 80)) ? null : { letter, at, from: index }
  })
  return (chosen?.at ?? -1) > (declared?.at ?? -1) ? chosen : declared
}

/** A letter with which the reply ends. */
const LAST_LETTER = new RegExp(
  oneOf(
    /^[^\p{L}\p{N}]*(?:[Oo]ption\s|[Cc]hoice\s|[Ll]etter\s|[Oo]pci[oó]n\s|[Oo]pzione\s|[Oo]pção\s|[Aa]lternativa\s|[Вв]ариант\s)?[^\p{L}\p{N}]{0,8}(?<letter>[A-HJa-hj])[^\p{L}\p{N}\s+\-=]*$/u,
    //                                                                                **(C)**   Option C.
    /[([{](?<letter>[A-J])[)\]}][^\p{L}\p{N}\s]*$/u, //                               … takes 12 eV (C).
    /(?:\b(?:[Tt]herefore|[Tt]hus|[Hh]ence|[Ss]o|is|be)\b[,:]?\s|[以此故][，是为]{0,2}\s?)[*_$"']{0,4}(?<letter>[A-HJ])[*_$"']{0,4}[.!。]?$/u,
    //                                                                                Therefore, C.
    /[:：.!?…]\s[*_("]{0,3}(?<letter>[A-HJ])[)*_"]{0,3}[.!]?$/u, //                            … the question: C.
    /[\d\p{Ll}],\s(?<letter>[B-HJ])[.!]?$/u, //                                        the second one, B
  ),
  'du',
)

/** An option, letter and text: `C) 12 eV`, `**C.** 12 eV`, `Option C: 12 eV` */
const OPTION = /^[^\w\n]{0,6}(?:[Oo]ption |[Cc]hoice )?\(?(?<letter>[A-J])[*_]{0,2}[).:][*_]{0,2}\s/d

/** As far as the last line is read, in characters. */
const REACH = 400

/** The last line, where it ends with its letter. */
export function lastLetter(reply: string): Letter | null {
  const text = reply.trimEnd()
  const start = Math.max(text.lastIndexOf('\n') + 1, text.length - REACH)
  const at = LAST_LETTER.exec(text.slice(start))?.indices?.groups?.letter?.[0]
  if (at === undefined || JOINED.test(text.slice(start, start + at))) return null
  return { letter: text[start + at] as string, at: start + at }
}

/** `(A) and (C)`: before the last of two letters. */
const JOINED = /(?<![A-Za-z])[A-J][)\]*_]{0,3}\s?(?:[,;/&、]|and|or|和|或)\s?[([*_]{0,3}$/

/** How many lines from the end an option is looked for. */
const TAIL = 12

/**
 * One option with its letter on a line of its own near the end: `**C. 7 m**`. Where lines of several letters are there, as in a
 * list of the options, it has to be the only one that is bold or follows a line ending in a colon.
 */
export function optionLine(reply: string): Letter | null {
  const lines = linesOf(reply).slice(-TAIL)
  const found = lines.flatMap(({ line, start, before }) => {
    const at = OPTION.exec(line)?.indices?.groups?.letter?.[0]
    if (at === undefined || /\?\s*$/.test(line) || isEliminated(line.slice(at + 2, at + 80))) return []
    if (isSeveral(line[at] as string, line.slice(at + 1, at + 80))) return []
    const isBold = /^\s*(?:\*\*|__).*(?:\*\*|__)\W{0,2}$/.test(line)
    return [{ letter: line[at] as string, at: start + at, isMarked: isBold || /[:：]\W{0,3}$/.test(before) }]
  })
  if (found.length === 0) return boldOption(lines)
  const letters = new Set(found.map(({ letter }) => letter))
  if (letters.size === 1) return found.at(-1) ?? null
  const marked = found.filter(({ isMarked }) => isMarked)
  return marked.length === 1 && !isFirstOfList(marked[0] as Letter, found) ? (marked[0] as Letter) : null
}

/** `So **C. 7 m** is what we need.`, where no other option is bold */
function boldOption(lines: readonly Line[]): Letter | null {
  const found = lines.flatMap(({ line, start }) =>
    [...line.matchAll(/\*\*\(?(?<letter>[A-J])[).:]\s[^*]{1,200}\*\*/g)].map(({ index, 0: bold, groups = {} }) => {
      const letter = groups.letter as string
      return { letter, at: start + index + bold.indexOf(letter) }
    }),
  )
  return new Set(found.map(({ letter }) => letter)).size === 1 ? (found.at(-1) ?? null) : null
}

/** `The options are:\nA. 7 m\nB. 8 m`: the colon opens the list. */
const isFirstOfList = ({ letter }: Letter, all: readonly Letter[]) => all[0]?.letter === letter

interface Line {
  readonly line: string
  readonly start: number
  /** The line before that is not blank. */
  readonly before: string
}

function linesOf(reply: string): Line[] {
  const lines: Line[] = []
  let [start, before] = [0, '']
  for (const line of reply.split('\n')) {
    if (line.trim() !== '') {
      lines.push({ line: line.slice(0, REACH), start, before })
      before = line.slice(-REACH)
    }
    start += line.length + 1
  }
  return lines
}
