/** A rating at one place: `[[8]]`, `8/10`, `8.5 out of 10`, `"8"`, `\boxed{8}`, `约8分`, `eight`. */

/** 1 to 10 in words: English, Chinese, and Roman numerals within double brackets. */
const ENGLISH = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const CHINESE = '一二三四五六七八九十'
const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X']

/** What may be before the digits: quotes, brackets, LaTeX, `about`, stars. */
const OPENING = /(?:[\s"'“”‘’「『《$*|<[{(≈~約约★☆⭐]|\\boxed\{|\\text\{|\b(?:an?|about|around|roughly)\s){0,40}/y
const DIGITS = /\+?(?<whole>\d{1,9})(?:[.,](?<decimals>\d{1,9}))?(?![\d]|\.\d)\.?/y
const WORD = new RegExp(
  `(?<word>${ENGLISH.join('|')})\\b|(?<han>[${CHINESE}])|(?<roman>${[...ROMAN].reverse().join('|')})\\b`,
  'iy',
)

/** `/10`, `out of 10`, `/ [[10]]`: the scale. */
const SCALE = /["'\]]{0,4}\s{0,3}(?:\/|out of|of)\s{0,3}[[{]{0,2}\s{0,2}(?<top>\d{1,4})(?!\d)/iy
/** `7-8`, `[[7.5]] to [[8]]`, `7、8`: two numbers are no rating. */
const RANGE = /["'\]]{0,4}\s{0,3}分?\s{0,3}(?:[-–—~、]|to\b|or\b|到|至|或)\s{0,3}["'[]{0,4}\s{0,2}(?<top>\d{1,9})/iy
const CLOSING = /[\s"'”’+分]{0,4}(?<close>[\]})>]|[^\d.\s])/y
const HIGHEST = 10
const LOWEST = 1

export interface RatingValue {
  /** 1 to 10; null for a range of numbers, another scale, or what lies outside of it. */
  readonly rating: number | null
  readonly end: number
  /** Whether brackets that were opened are closed, or anything follows: a reply that was cut may have ended in mid-number. */
  readonly isWhole: boolean
}

export const isInRange = (rating: number) => rating >= LOWEST && rating <= HIGHEST

/** @returns null where no rating, and nothing like one, begins here; so also for the scale itself, `1-10` */
export function ratingAt(text: string, at: number): RatingValue | null {
  const opening = matchAt(OPENING, text, at)?.[0] ?? ''
  const start = at + opening.length
  const number = numberAt(text, start, opening.endsWith('['))
  if (number === null) return minusAt(text, start)
  if (text.startsWith('分制', number.end)) return null
  const range = matchAt(RANGE, text, number.end)
  if (range !== null) {
    if (number.value <= LOWEST && Number(range.groups?.top) === HIGHEST) return null
    return { rating: null, end: number.end + range[0].length, isWhole: true }
  }
  const scale = matchAt(SCALE, text, number.end)
  const end = number.end + (scale?.[0].length ?? 0)
  const close = matchAt(CLOSING, text, end)?.groups?.close
  const brackets = opening.match(/[[{(<]/g)?.length ?? 0
  const isClosed = close !== undefined || (scale?.[0].includes(']') ?? false)
  if (brackets > 0 && !isClosed) return null
  const fits = isInRange(number.value) && (scale === null || Number(scale.groups?.top) === HIGHEST) && text[end] !== '%'
  return { rating: fits ? number.value : null, end, isWhole: isClosed }
}

function numberAt(text: string, at: number, inBrackets: boolean): { value: number; end: number } | null {
  const digits = matchAt(DIGITS, text, at)
  if (digits !== null) {
    const { whole, decimals } = digits.groups ?? {}
    const dot = digits[0].endsWith('.') && decimals === undefined ? 1 : 0
    return {
      value: Number(`${whole}.${decimals ?? 0}`),
      end: at + digits[0].length - dot * Number(text[at + digits[0].length] !== ']'),
    }
  }
  const word = matchAt(WORD, text, at)
  const { word: english, han, roman } = word?.groups ?? {}
  const end = at + (word?.[0].length ?? 0)
  if (english !== undefined) return { value: ENGLISH.indexOf(english.toLowerCase()) + 1, end }
  if (han !== undefined) return { value: CHINESE.indexOf(han) + 1, end }
  if (roman !== undefined && inBrackets) return { value: ROMAN.indexOf(roman.toUpperCase()) + 1, end }
  return null
}

/** `-3` is outside of the scale, `8.5.1` is no number. */
function minusAt(text: string, at: number): RatingValue | null {
  const found = matchAt(/[-−]\d{1,9}|\d{1,9}[.,\d]{1,20}/y, text, at)
  return found === null ? null : { rating: null, end: at + found[0].length, isWhole: true }
}

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
