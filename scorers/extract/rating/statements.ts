/**
 * Where a judge says what it rates: every place that reads like a verdict, and how deliberately it is one.
 *
 * The most deliberate place wins, and of several as deliberate the last: `Rating: [[4]] … on second thought … Rating: [[8]]`.
 */
import {
  beginsLine,
  beginsSentence,
  endsLine,
  isCorrected,
  isExample,
  isQuoted,
  isSupposed,
  lineUpTo,
  sentenceAfter,
} from './judge-text.ts'
import { matchAt, type RatingValue, ratingAt } from './value.ts'

/** How deliberate a place is: the higher, the more. */
const RANK = {
  /** `{'综合得分': 8}`, `{"Overall": 8}` */
  overallInDictionary: 6,
  /** `综合得分：8`, `Overall rating: [[8]]` */
  overall: 5,
  /** `{"rating": 8}` */
  dictionary: 4,
  /** `Rating: [[8]]` at the beginning of a line, `[[8]]` alone on one */
  line: 3,
  /** `my rating is [[8]] because …`, `I give it 8/10` */
  prose: 2,
  /** `8/10` alone, `给8分` */
  loose: 1,
  /** `for example: Rating: [[5]]` */
  example: 0,
} as const

interface Statement extends RatingValue {
  readonly start: number
  readonly rank: number
  readonly via: string
  /** Brackets, a dictionary, or a label with a colon: what a cut reply may be read by, where it is whole. */
  readonly isForm?: boolean
}

export interface Chosen {
  readonly rating: number
  readonly via: string
  /** Place in the plain text. */
  readonly at: number
  /** Others as deliberate say otherwise, and nothing says why. */
  readonly isConflicting: boolean
}

/** `Overall`, `final`, `综合`: of the whole, among ratings of its parts. */
const OVERALL = 'overall|final|total|combined|gesamt\\w{0,8}|综合|綜合|总体|總體|整体|最终|最終|总|總'
const LATIN = 'ratings?|scores?|grade|bewertung|punktzahl|puntuaci[oó]n|calificaci[oó]n|valoraci[oó]n|оценка'
const CJK = '评分|評分|得分|打分|分数|分數|評価|评价|点数|スコア|평점|점수|总评|总分'
const LABEL = new RegExp(
  `(?<![\\p{L}\\d_])(?:(?<overall>${OVERALL})[\\s_-]{0,2}(?:quality\\s)?)?(?:(?<word>${LATIN})(?![\\p{L}])|(?<cjk>(?:${CJK})(?:结果|結果)?))` +
    `|(?<=[\\p{Script=Han}])(?<inner>${OVERALL.split('|').slice(5).join('|')})(?:${CJK})` +
    '|(?<![\\p{L}\\d_])(?<alone>overall|综合|综合来看|总分|總分|总评)',
  'giu',
)

/** From the label to the value: `(1-10):`, `" : `, ` is `, `|`, `应为`, `</b>`. */
const SEPARATOR =
  /(?:\s{0,3}\([^()\n]{1,24}\))?["'”’」』》*_|>\]\s]{0,8}(?:(?<sign>[=-]>|→|[:=]|—{1,2}|[-–]{1,2}(?=\s|\[)|\bis\b|\bof\b|是|为|為|应为|应该是|应当为|约為?)[\s"'*_|]{0,6}){0,3}/y
/** `(9+8+7)/3=8`: what is worked out is after the last sign. */
const FORMULA = /[\s:=]{0,4}[\d(][\d\s.()+\-−*×/÷]{2,80}[=≈]\s{0,2}/y
const BRACKETED = /\[\[/g
/** `I would give it an 8`, `deserves [[8]]`, `打8分`. */
const GIVEN =
  /\b(?:give|rate|score|award|assign|deserves?|earns?|merits?)\b[^.\n\d[]{0,40}?(?=\[|\d)|(?:给|打|评|得|只有)[^\d\n。扣减減]{0,6}?(?=\d{1,2}(?:\.\d)?\s?分)/gi
/** `8/10`, `8 out of 10`. */
const OUT_OF_TEN = /(?<![\d./])\d{1,2}(?:\.\d{1,2})?\s?(?:\/|out of)\s?10(?![\d.]\d)/g

/** @param isCut whether the reply ended at its limit: then only a whole form counts */
export function chosenRating(text: string, isCut: boolean): Chosen | null {
  const all = [...labelled(text), ...bracketed(text), ...loose(text)].filter(
    ({ isWhole, isForm, rank }) => !isCut || (isWhole && isForm === true && rank >= RANK.line),
  )
  const rank = Math.max(...all.map((one) => one.rank))
  const best = all.filter((one) => one.rank === rank).sort((a, b) => a.start - b.start)
  const last = best.at(-1)
  if (last?.rating === undefined || last.rating === null) return null
  const before = best.findLast(({ rating }) => rating !== last.rating)
  const isConflicting = before !== undefined && !isCorrected(text.slice(before.end, last.start))
  return { rating: last.rating, via: last.via, at: last.start, isConflicting }
}

function* labelled(text: string): Generator<Statement> {
  for (const found of text.matchAll(LABEL)) {
    const { overall, inner, alone } = found.groups ?? {}
    const label = found.index + found[0].length
    const separator = matchAt(SEPARATOR, text, label)
    const after = label + (separator?.[0].length ?? 0)
    const sign = separator?.groups?.sign
    if (
      alone !== undefined &&
      sign === undefined &&
      !/[|[]\s*$|^\s*\[/.test(text.slice(label, after + 2)) &&
      !/\|\s*$/.test(text.slice(label, after))
    )
      continue
    const formula = matchAt(FORMULA, text, after)
    const value = ratingAt(text, after + (formula?.[0].length ?? 0)) ?? laterInSentence(text, after, overall ?? inner)
    if (value === null) continue
    const start = /["'“‘「]/.test(text[found.index - 1] ?? '') ? found.index - 1 : found.index
    if (isQuoted(text, start, value.end)) continue
    const dictionary = dictionaryAround(text, found.index)
    if (dictionary === null && isSupposed(text, start, value.end)) continue
    const isInBrackets = text.slice(after, value.end).includes('[[')
    const isOverall = (overall ?? inner ?? alone) !== undefined
    const hasSign = sign !== undefined || isInBrackets
    yield {
      ...value,
      start,
      via: dictionary !== null ? 'dictionary' : isInBrackets ? 'brackets' : 'line',
      isWhole: dictionary?.isClosed ?? value.isWhole,
      isForm: dictionary !== null || isInBrackets || /^[:=→]|>$/.test(sign ?? ''),
      rank: isExample(text, dictionary?.open ?? start)
        ? RANK.example
        : rankOf(
            isOverall,
            dictionary !== null,
            hasSign,
            beginsLine(text, start) || (isInBrackets && beginsSentence(text, start)),
          ),
    }
  }
}

function rankOf(isOverall: boolean, inDictionary: boolean, isForm: boolean, isFirst: boolean): number {
  if (inDictionary) return isOverall ? RANK.overallInDictionary : RANK.dictionary
  if (isOverall && isForm) return RANK.overall
  return isForm && isFirst ? RANK.line : RANK.prose
}

/** `综合得分不高，只有3分`: the number that the same sentence gives, with its unit. */
function laterInSentence(text: string, after: number, overall: string | undefined): RatingValue | null {
  if (overall === undefined || !/[\u4e00-\u9fff]/.test(overall)) return null
  const found = /(?<![扣减減加除]了?|[\d.])(\d{1,2}(?:\.\d{1,2})?)\s?分/.exec(sentenceAfter(text, after).slice(0, 30))
  return found === null ? null : ratingAt(text, after + found.index)
}

function* bracketed(text: string): Generator<Statement> {
  const named = new Set<string>()
  const found: Statement[] = []
  for (const { index } of text.matchAll(BRACKETED)) {
    if (text[index - 1] === '[') continue
    const value = ratingAt(text, index)
    if (value === null || isQuoted(text, index, value.end)) continue
    const isLast =
      endsLine(text, value.end) ||
      (index < 20 && /^[\s"'#>-]*$/.test(text.slice(0, index))) ||
      /^[\]\s)"]{0,4}(?:[.;!]|,?\s?(?:because|since|for|as)\b)/.test(text.slice(value.end, value.end + 12))
    if (!isLast || isSupposed(text, index, value.end)) continue
    const name = /^[\s#>*\-|]*([\p{L}\s]{2,24}\d?)\s?[:|]\s?$/u.exec(lineUpTo(text, index))?.[1]
    if (name !== undefined) named.add(name)
    const rank = isExample(text, index) ? RANK.example : beginsLine(text, index) ? RANK.line : RANK.prose
    found.push({ ...value, start: index, rank, via: 'brackets', isForm: true })
  }
  // `Accuracy: [[9]]`, `Depth: [[6]]`: parts, and no word of the whole.
  if (named.size < 2 || found.length > named.size) yield* found
}

function* loose(text: string): Generator<Statement> {
  for (const { index, 0: given } of text.matchAll(GIVEN)) {
    const value = ratingAt(text, index + given.length)
    if (
      value !== null &&
      !isQuoted(text, index, value.end) &&
      !/\b(?:not|n't|if)\b[^.]{0,20}$/i.test(lineUpTo(text, index))
    ) {
      yield { ...value, start: index, rank: RANK.prose, via: 'prose' }
    }
  }
  for (const { index } of text.matchAll(OUT_OF_TEN)) {
    const value = ratingAt(text, index)
    if (value === null || isQuoted(text, index, value.end) || isSupposed(text, index, value.end)) continue
    yield { ...value, start: index, rank: RANK.loose, via: 'of-ten' }
  }
  const alone = /^(?:[\s"'$[({]|\\boxed\{){0,6}\d{1,2}(?:[.,]\d{1,2})?\s?分?[\s"'$\])}.]{0,6}$/.test(text)
    ? ratingAt(text, 0)
    : null
  const first = /^\s*\d{1,2}(?:\.\d)?\s*\n\s*\n/.test(text.slice(0, 40)) ? ratingAt(text, 0) : null
  if (first !== null) yield { ...first, start: 0, rank: RANK.loose, via: 'alone' }
  if (alone !== null) yield { ...alone, start: 0, rank: RANK.line, via: 'alone' }
}

/** How far a dictionary is looked for on either side of a label. */
const LONGEST_DICTIONARY = 4_000

export interface Dictionary {
  /** Place of the opening brace. */
  readonly open: number
  readonly inside: string
  readonly isClosed: boolean
}

/** The dictionary that a place is in; an unclosed one reaches to the end. @returns null outside of braces */
export function dictionaryAround(text: string, at: number): Dictionary | null {
  const before = text.slice(Math.max(0, at - LONGEST_DICTIONARY), at)
  const open = before.lastIndexOf('{')
  if (open === -1 || before.lastIndexOf('}') > open || /(?:boxed|text)$/.test(before.slice(0, open))) return null
  const after = text.slice(at, at + LONGEST_DICTIONARY)
  const close = after.indexOf('}')
  return {
    open: at - before.length + open,
    inside: before.slice(open + 1) + (close === -1 ? after : after.slice(0, close)),
    isClosed: close !== -1,
  }
}
