/** Number words: English below a billion (`eighteen`, `three and a half`, `two hundred and five`), Chinese (`十八`, `三百`). */
import { exactValue, sumOf } from './rational.ts'
import type { Scalar } from './scalar.ts'

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

const VALUES: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, 20 + 10 * index]),
])

const WORD = [...VALUES.keys(), 'hundred', 'thousand', 'million'].sort((a, b) => b.length - a.length).join('|')

/** Not `three-quarters`, nor `one of them`. */
const NUMBER_WORDS = new RegExp(
  `(?<![A-Za-z])(?:(?<sign>minus|negative) )?(?<words>(?:a )?(?:${WORD})(?:(?:-| and | )(?:${WORD})){0,8})(?<half> and (?:a |one[- ])half)?(?![A-Za-z])(?![- ](?:half|halves|thirds?|quarters?|fourths?|fifths?)\\b)`,
  'gi',
)

/** The English number with which a passage starts, or null. */
export function leadingWords(passage: string): Scalar | null {
  const first = wordNumbers(passage).next().value
  return first?.start === 0 ? first : null
}

/** The last number of a text, in English or Chinese words, that is more than an article (`one of them`). */
export function lastWords(text: string): Scalar | null {
  const all = [...wordNumbers(text)].filter(({ value }) => value !== '1')
  return all.at(-1) ?? [...chineseNumbers(text)].at(-1) ?? null
}

function* wordNumbers(text: string): Generator<Scalar> {
  for (const { index, 0: written, groups = {} } of text.matchAll(NUMBER_WORDS)) {
    const count = countOf((groups.words as string).toLowerCase().split(/[- ]/))
    if (count === null) continue
    const value = groups.half === undefined ? String(count) : `${count}.5`
    yield {
      value: groups.sign === undefined || count === 0 ? value : `-${value}`,
      start: index,
      end: index + written.length,
    }
  }
}

const POWERS: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1_000_000 }

/** @returns null for what is no number: `two three` */
function countOf(words: readonly string[]): number | null {
  let [total, part, smallest] = [0, 0, 1000]
  for (const word of words) {
    if (word === 'a' || word === 'and') continue
    const factor = POWERS[word]
    if (factor !== undefined) {
      if (factor > 100) [total, part] = [total + (part || 1) * factor, 0]
      else part = (part || 1) * 100
      smallest = factor
      continue
    }
    const value = VALUES.get(word) as number
    if (value >= smallest || (smallest < 100 && (smallest < 20 || value >= 10))) return null
    part += value
    smallest = value
  }
  return total + part
}

const DIGITS = '零一二三四五六七八九'
const CHINESE_POWERS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** Two characters or more, or one before a unit or the end of a sentence: not 一共, 第一, 一起. */
const CHINESE =
  /(?<!第)(?:[零一二两三四五六七八九十百千万亿]{2,24}|[一二两三四五六七八九十](?=[元个個只本人天块岁名米件辆支条斤。]|\s*$))/g

function* chineseNumbers(text: string): Generator<Scalar> {
  for (const { index, 0: written } of text.matchAll(CHINESE)) {
    const value = chineseValue(written)
    if (value !== null) yield { value, start: index, end: index + written.length }
  }
}

function chineseValue(written: string): string | null {
  let [total, section, digit] = [0n, 0, 0]
  for (const character of written) {
    const power = CHINESE_POWERS[character]
    if (character === '万' || character === '亿') {
      total = (total + BigInt(section + digit || 1)) * (character === '万' ? 10_000n : 100_000_000n)
      ;[section, digit] = [0, 0]
    } else if (power !== undefined) [section, digit] = [section + (digit || 1) * power, 0]
    else if (digit !== 0) return null
    else digit = character === '两' ? 2 : DIGITS.indexOf(character)
  }
  return exactValue({ plain: sumOf(String(total), String(section + digit)) })
}
