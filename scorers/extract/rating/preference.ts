/** Reads which of two answers a judge prefers. Rules never throw, and are linear in the length of the text. */
import { beginsLine, endsLine, isCorrected, isExample, isQuoted, isSupposed, plainText } from './judge-text.ts'
import type { RatingRule } from './rating.ts'

type Letter = 'A' | 'B' | 'C'

/** What a verdict is worth to the first of the two answers. */
const WORTH: Readonly<Record<Letter, number>> = { A: 1, B: 0, C: 0.5 }

/** `[[A]]`, `[[Assistant A]]`, `[[A wins]]`, `[[B>A]]`, `[[A=B]]`, `[[Tie]]`; what else is in brackets is no verdict. */
const BRACKETS = /\[\[\s*(?<inside>[^[\]\n]{1,40}?)\s*\]\]/g
/** `Verdict: A`, `the winner is Assistant B`, `"winner": "tie"`; under a heading, alone on its line. */
const LABEL =
  /(?<![\p{L}\d])(?:verdict|winner|choice|preferred|preference|judge?ment|(?:better|best|stronger)[\s_](?:answer|response|one)|decision|裁决|结论|胜者|最终选择)["'”*\s]{0,4}(?:(?:(?:is|:|=|>)[\s"'*]{0,4}){1,2}|(?<=\n)(?=[^\n]{1,14}(?:\n|$)))(?:\\boxed\{)?(?<inside>(?:(?:assistant|model|answer|response)[\s_-]?)?[ABC]|tie|draw)(?![\p{L}\d/=>&])/giu
/** `Assistant A is better`, `I prefer Answer B`, `助手A更好`. */
const SENTENCE =
  /(?<![\p{L}\d])(?:(?:assistant|model|answer|response)[\s_-]?|助手|模型|回答)?(?<first>[AB])(?:['’]s (?:answer|response)|的(?:回答|答案))?\s?(?:is (?:(?!not\b|no\b|never\b|hardly\b)\w{1,20} ){0,2}(?:better|best|superior|stronger|preferable)|wins|更好|更优|胜出|较好)|\bprefer (?:assistant|model|answer|response)[\s_-]?(?<second>[AB])\b|(?<tie>\bit(?: is|['’]s) a tie\b|\bboth (?:answers |responses )?are equally good\b|平局|不分上下)/giu
/** The letter alone in a box, or as the whole reply. */
const BOXED = /\\boxed\{\s*(?:\\text\{)?\s*(?<inside>[ABC])\s*\}/g
const ALONE = /^[\s"'([]{0,4}(?<inside>[ABC])[\s"')\].]{0,4}$/

const RANK = { labelled: 3, alone: 2, prose: 1, example: 0 } as const

interface Vote {
  readonly letter: Letter
  readonly start: number
  readonly end: number
  readonly rank: number
  readonly isForm: boolean
}

/** The most deliberate verdict, and of several the last; two on one line without a word between them are none. */
export const preference: RatingRule = {
  name: 'preference',
  source: 'evalkit: the most deliberate [[A]], [[B]] or [[C]], of several the last',
  reads: 'answer',
  read(reply, isCut = false) {
    const text = plainText(reply)
    const all = votesIn(text).filter(({ isForm, rank }) => !isCut || (isForm && rank >= RANK.alone))
    const rank = Math.max(...all.map((one) => one.rank))
    const best = all.filter((one) => one.rank === rank).sort((a, b) => a.start - b.start)
    const last = best.at(-1)
    if (last === undefined) return null
    const before = best.findLast(({ letter }) => letter !== last.letter)
    const between = before && text.slice(before.end, last.start)
    if (between !== undefined && /^[\s,;/&]*(?:and|or)?[\s]*$/.test(between)) return null
    const isConflicting = between !== undefined && !isCorrected(between)
    return { rating: WORTH[last.letter], via: last.letter, ...(isConflicting && { conflicting: true as const }) }
  },
}

function votesIn(text: string): Vote[] {
  const votes: Vote[] = []
  const add = (start: number, end: number, letter: Letter | null, rank: number, isForm: boolean) => {
    if (letter === null || (isQuoted(text, start, end) && !isValue(text, start, end)) || isRefused(text, start, end))
      return
    votes.push({ letter, start, end, rank: isExample(text, start) ? RANK.example : rank, isForm })
  }
  for (const { index, 0: all, groups } of text.matchAll(BRACKETS)) {
    const end = index + all.length
    const isLabelled = /(?:verdict|winner|choice|裁决|结论|decision)(?:(?![[\]])[\s\p{P}\p{L}]){0,12}$/iu.test(
      text.slice(Math.max(0, index - 40), index),
    )
    const isAlone = beginsLine(text, index) || endsLine(text, end)
    add(index, end, letterOf(groups?.inside), isLabelled ? RANK.labelled : isAlone ? RANK.alone : RANK.prose, true)
  }
  for (const { index, 0: all, groups } of text.matchAll(LABEL)) {
    const start = /["'“]/.test(text[index - 1] ?? '') ? index - 1 : index
    add(start, index + all.length, letterOf(groups?.inside), RANK.labelled, false)
  }
  for (const { index, 0: all, groups } of text.matchAll(BOXED)) {
    add(index, index + all.length, letterOf(groups?.inside), RANK.alone, true)
  }
  for (const { index, 0: all, groups } of text.matchAll(SENTENCE)) {
    const letter = groups?.tie === undefined ? letterOf(groups?.first ?? groups?.second) : 'C'
    add(index, index + all.length, letter, RANK.prose, false)
  }
  const alone = ALONE.exec(text)
  if (alone !== null) add(0, text.length, letterOf(alone.groups?.inside), RANK.alone, false)
  return votes
}

/** `"verdict": "[[B]]"`: quoted as JSON has it. */
const isValue = (text: string, start: number, end: number) =>
  /^"\s{0,4}(?:[,}\n]|$)/.test(text.slice(end, end + 6)) &&
  /"(?:\w{1,12}_)?(?:verdict|winner|choice|decision|preference)"\s?:\s?"$/i.test(
    text.slice(Math.max(0, start - 40), start),
  )

/** @returns null for what is no verdict: `[[D]]`, `[[A/B]]`, `[[A or B]]` */
function letterOf(inside: string | undefined): Letter | null {
  const word = inside?.trim().toUpperCase() ?? ''
  if (/^(?:TIE|DRAW|EQUAL)$/.test(word) || /^[AB]\s?[=≈]\s?[AB]$/.test(word)) return 'C'
  const [, first, sign, second] = /^([AB])\s?(>{1,2}|<{1,2})\s?([AB])$/.exec(word) ?? []
  if (first !== undefined) return first === second ? null : ((sign?.startsWith('>') ? first : second) as Letter)
  const found =
    /^["'“”(]?(?:THE )?(?:ASSISTANT |MODEL |ANSWER |RESPONSE |ASSISTANT_|MODEL_|MODEL-|助手|模型)?([ABC])(?: WINS?| IS (?:THE )?(?:MUCH |SLIGHTLY )?(?:BETTER|BEST|WINNER)| BETTER|更好)?["'“”)]?[.!]?$/.exec(
      word,
    )
  return (found?.[1] as Letter | undefined) ?? null
}

/** `[[A]] beats [[B]]`, `[[A]] or [[B]]`: the second of two that are weighed against each other. */
const SECOND_OF_TWO =
  /\b(?:over|beats|outperforms) (?:\w{1,12} )?$|\]\](?:\s?\/\s?| (?:or|to|against|vs\.?) (?:\w{1,12} )?)$/i

/** `than [[B]]`, `did not choose [[B]]`, `[[A]] is not what …`, `[[A]]?`: what a judge did not choose. */
function isRefused(text: string, start: number, end: number): boolean {
  const after = text.slice(end, end + 40)
  if (/^\s?(?:is|was|would|could|might) (?:not|have|be\b(?! better)|mean)|^\s?\?|^\s?(?:or|\/)\s?\[\[/i.test(after))
    return true
  return (
    isSupposed(text, start, start + 1) ||
    SECOND_OF_TWO.test(text.slice(Math.max(0, start - 40), start)) ||
    /\bone could say\b[^.]{0,20}$/i.test(text.slice(Math.max(0, start - 60), start))
  )
}

/** FastChat 0e6d3e4, llm_judge/common.py 286–300: `[[A]]` anywhere, else `[[B]]`, else `[[C]]`. */
export const fastChatPreference: RatingRule = {
  name: 'reference',
  source: 'FastChat 0e6d3e4, llm_judge/common.py: [[A]] anywhere, else [[B]], else [[C]]',
  reads: 'raw',
  read(text) {
    const found = (Object.keys(WORTH) as Letter[]).find((letter) => text.includes(`[[${letter}]]`))
    return found === undefined ? null : { rating: WORTH[found], via: found }
  },
}
