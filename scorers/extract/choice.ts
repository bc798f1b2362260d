/**
 * Our own rule for the option that a reply chooses.
 *
 * The last mark that a letter follows counts: `Answer: C`, `\boxed{C}`, "the correct answer is option C", `答案：C`, `#### C`.
 * Without one, the last choice in words ("option C is correct", "I would go with C", "故选C"), and without that a letter
 * that stands alone at the very end. Letters reach from A to H whatever is offered: an answer that no option has is wrong,
 * and not a reason to look further back. The pronoun I is none of them, and an article, a unit or a formula is no letter:
 * `Answer: A solution of …`, `Answer: C–H bonds`, `Answer: E = mc²`.
 */
import { letterAfter } from './choice-letter.ts'
import { lastReadable, WINDOW } from './marks.ts'
import { fold } from './number/fold.ts'
import { oneOf } from './one-of.ts'
import type { Extraction, ExtractionRule } from './rule.ts'

export const choice: ExtractionRule = {
  name: 'multiple-choice',
  source:
    'evalkit: the last "Answer: C", \\boxed{C}, "the answer is C" or 答案：C, else a choice in words, a last letter',
  reads: 'answer',

  extract(text) {
    const start = Math.max(0, text.length - WINDOW)
    const reply = fold(text.slice(start))
    const found = marked(reply) ?? inWords(reply) ?? alone(reply)
    return found && { ...found, span: [found.span[0] + start, found.span[1] + start] }
  },

  equal: (answer, target) => answer === target,
}

const OF_WHAT = /(?:\s(?:to|for|of|in|here|among)\b[^.:\n]{0,60}?)?/

const SUBJECT = oneOf(
  /(?<![a-z])answer["'*_]{0,4}/, //                                                   the answer
  /(?<![a-z])(?:correct|right|best|final)\s(?:option|choice|letter|alternative|one)["'*_]{0,4}/, // the correct option
)

const VERB = /\s(?:is|was|(?:would|will|should|must|has to|can only|appears to|seems to) be)\b/

/** "The answer is not B"; but "is not A but C" names one. */
const DENIAL = /\s(?:not|neither|either|none|cannot)\b(?!\s\(?[A-H]\)?,?\sbut\b)/

/** "If the answer is B, …" supposes; it does not say. */
const SUPPOSED =
  /\b(?:if|whether|suppose|assume|assuming|unless)\s(?:that\s)?(?:the\s)?(?:(?:correct|right|final|best)\s)?/

/** Each branch ends where the letter, or what may stand before it, begins. */
const MARK = new RegExp(
  oneOf(
    /(?<box>\bf?boxe?d?\s?\{)/, //                                                    \boxed{C}
    /(?<!#)####(?=[^\S\n]{0,8}[*_(]{0,4}[A-H][*_).]{0,4}[^\S\n]{0,8}$)/, //           #### C   but not: #### A. Heating
    /(?<![a-z])answer["'*_`)\]}\s]{0,8}(?:[:=]|\s-\s|->|→)/, //                       **Answer**: C   {"answer": "C"}
    /(?<![a-z])(?:answer|correct|final|right|best|my|chosen|selected)\s(?:option|choice|letter|pick)["'*_\s]{0,8}[:=]/,
    //                                                                                Correct option: C
    new RegExp(`(?<!${SUPPOSED.source})${SUBJECT}${OF_WHAT.source}${VERB.source}(?!${DENIAL.source})`),
    //                                                                                the answer to this is C
    /^[ \t>#*_]*(?:the\s)?(?:final\s)?answer[ \t*_]*$/, //                            ### Final answer
    /答[案え](?:应该?|應該?)?[^\S\n]?[*_]{0,2}[^\S\n]?(?:[是为為选選は】]|:)/, //          答案：C   【答案】C
  ),
  'gim',
)

function marked(reply: string): Extraction | null {
  return lastReadable(reply, MARK, (end, { groups = {} }) => {
    const found = letterAfter(reply, end)
    return found && extraction(found.letter, found.at, groups.box === undefined ? 'phrase' : 'boxed', true)
  })
}

const MATCHES =
  /(?<![a-z])(?:correspond(?:s|ing) to|match(?:es|ing)?|which is|it is|it's|must be|leav(?:es|ing)|points to|consistent with)\s/

/** Words after which a letter is chosen. */
const CHOOSING = new RegExp(
  oneOf(
    /(?<![a-z])(?:choose|chose|pick|select|go(?:ing)? with|go for|opt for|settle on|conclude)(?:\s(?:that|on))?\b/,
    //                                                                                I would go with C
    new RegExp(`${MATCHES.source}(?=(?:only\\s|the\\s){0,2}(?:answer|option|choice)\\b)`), //  this matches option C
    new RegExp(`${MATCHES.source}(?=[*_]{0,2}\\(?[A-H]\\)?[*_]{0,2}[.!]?\\s{0,4}$)`), //       so it's C.
    /[选選](?:择|擇|:)?(?!项|項)/, //                                                    故选C
  ),
  'gim',
)

/** A letter that is said to be right: "Option C is correct", 选项C正确 */
const DECLARED = new RegExp(
  `(?<![A-Za-z])(?<letter>[A-H])[*_)"'\\].]{0,4}\\s?${oneOf(
    /(?:is|must be|would be)\s(?:the\s)?(?:only\s|most\s|best\s)?(?:correct|right|best|answer|true|valid)\b/,
    /[是为]?正确/,
  )}`,
  'g',
)

function inWords(reply: string): Extraction | null {
  const chosen = lastReadable(reply, CHOOSING, (end) => letterAfter(reply, end))
  const declared = lastReadable(reply, DECLARED, (_, { index, groups = {} }) => ({
    letter: groups.letter as string,
    at: index,
  }))
  const last = (chosen?.at ?? -1) > (declared?.at ?? -1) ? chosen : declared
  return last && extraction(last.letter, last.at, 'words', false)
}

/** A letter with which the reply ends. */
const LAST_LETTER = new RegExp(
  oneOf(
    /^[^\p{L}\p{N}]*(?:[Oo]ption\s|[Cc]hoice\s)?[^\p{L}\p{N}]{0,8}(?<letter>[A-Ha-h])[^\p{L}\p{N}\s+\-=]*$/u,
    //                                                                                **(C)**   Option C.
    /[([{](?<letter>[A-H])[)\]}][^\p{L}\p{N}\s]*$/u, //                               … takes 12 eV (C).
    /(?:\b(?:[Tt]herefore|[Tt]hus|[Hh]ence|[Ss]o|is|be)\b[,:]?\s|[以此故][，是为]{0,2}\s?)[*_$"']{0,4}(?<letter>[A-H])[*_$"']{0,4}[.!。]?$/u,
    //                                                                                Therefore, C.
  ),
  'du',
)

/** An option, letter and text: `C) 12 eV`, `**C.** 12 eV` */
const OPTION = /^[^\w\n]{0,6}(?<letter>[A-H])[*_]{0,2}[).:][*_]{0,2}\s/dm

/** As far as the last line is read, in characters. */
const REACH = 400

/** The last line, where it is an option or ends with its letter; not where it is the last of a list of options. */
function alone(reply: string): Extraction | null {
  const text = reply.trimEnd()
  const start = Math.max(text.lastIndexOf('\n') + 1, text.length - REACH)
  const line = text.slice(start)
  const { indices } = LAST_LETTER.exec(line) ?? (OPTION.test(text.slice(0, start)) ? null : OPTION.exec(line)) ?? {}
  const at = indices?.groups?.letter?.[0]
  return at === undefined ? null : extraction(line[at] as string, start + at, 'last-letter', false)
}

const extraction = (letter: string, at: number, via: string, explicit: boolean): Extraction => ({
  answer: letter.toUpperCase(),
  span: [at, at + 1],
  via,
  explicit,
})
