/** A judge's reply with one form of each character, and the surroundings of a position in it. */

/** Characters that show nothing: zero-width spaces and joiners, byte order marks, soft hyphens. */
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff\u00ad]/g

/** The zeros of decimal digits that NFKC leaves alone: Arabic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50] as const

/**
 * `［［８］］` and `【【8】】` as `[[8]]`, `\"` as `"`, `\[` as `[`, `**8**` as `8`, `٨` as `8`.
 *
 * @returns text of other length: places in it are not places in the reply
 */
export function plainText(reply: string): string {
  return reply
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g, asciiDigit)
    .replace(/【/g, '[')
    .replace(/】/g, ']')
    .replace(/\\(["'[\]])/g, '$1')
    .replace(/\*\*|__|`/g, '')
}

function asciiDigit(digit: string): string {
  const code = digit.charCodeAt(0)
  return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code))
}

/** How far a sentence is looked at on either side of a place: bounded, so that reading stays linear. */
const REACH = 160

/** The sentence up to a place; without what an abbreviation's dot may have cut off. */
function sentenceBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - REACH), at)
  const end = Math.max(...['\n', '. ', '! ', '? ', '。', '!', '?', '; '].map((mark) => before.lastIndexOf(mark)))
  return before.slice(end + 1)
}

/** The sentence from a place on; a dot within a number does not end it. */
export function sentenceAfter(text: string, at: number): string {
  const after = text.slice(at, at + REACH)
  const end = /[\n。!?;]|\.(?!\d)/.exec(after)
  return end === null ? after : after.slice(0, end.index + 1)
}

/** `I deserve "[[10]]"`: words of somebody else. A line that is a quotation as a whole is the judge's own. */
export function isQuoted(text: string, start: number, end: number): boolean {
  const before = lineUpTo(text, start)
  const after = lineFrom(text, end)
  const opened =
    (before.split('"').length % 2 === 0 && after.includes('"')) ||
    (before.lastIndexOf('“') > before.lastIndexOf('”') && after.includes('”')) ||
    (before.lastIndexOf('「') > before.lastIndexOf('」') && after.includes('」'))
  return opened && !(/^\s*["“「]/.test(before) && /["”」]\s*$/.test(after) && !/["“”「」]/.test(before.trim().slice(1)))
}

/** Whether a place begins its line, but for list marks, headings and quotation marks. */
export function beginsLine(text: string, start: number): boolean {
  const before = lineUpTo(text, start)
  return /^[\s>#*_\-–•|"'“({[]*(?:\d{1,2}[.)]\s*)?(?:(?:so|thus|therefore|hence|my|the|final|verdict|in)[\s:,]+){0,4}$/i.test(
    before,
  )
}

/** `… is wrong. Rating: [[3]]` */
export const beginsSentence = (text: string, start: number): boolean => /[.!?。]\s+$/.test(lineUpTo(text, start))

export function endsLine(text: string, end: number): boolean {
  return /^[\s\])}|*_"'”.,;!$>]*$/.test(lineFrom(text, end))
}

/** At most so much of it as is looked at: replies may be one long line. */
export function lineUpTo(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - REACH), at)
  return before.slice(before.lastIndexOf('\n') + 1)
}

function lineFrom(text: string, at: number): string {
  const rest = text.slice(at, at + REACH)
  const end = rest.indexOf('\n')
  return end === -1 ? rest : rest.slice(0, end)
}

/** What would be, what was thought at first, what others got: `a [[10]] would need sources`, `not [[4]]`. */
const SUPPOSED_BEFORE =
  /\b(?:if|would|could|might|not|than|rather|instead of|at first|initially|i thought|tempted|considered|between|reference answer|below|above|as in)\b[^"]{0,60}$|n't\b[^"]{0,60}$|(?:如果|若|假如|参考答案|參考答案|本来|原本|最初|起初|不是|并非|可能)[^。]{0,30}$/i
const SUPPOSED_AFTER =
  /^["'\])}\s]{0,6}(?:would|could|might|means?|meant|needs?|requires?|is (?:for|reserved|too|not)|was too|if|\?|would've)|^["'\])}\s]{0,4}(?:会|太|则|意味|表示|代表|以上|以下)/i

export function isSupposed(text: string, start: number, end: number): boolean {
  const clause =
    sentenceBefore(text, start)
      .split(/\b(?:but|however|yet|still)\b|[;:，,](?=\s?(?:但|不过|my |so ))/i)
      .at(-1) ?? ''
  return SUPPOSED_BEFORE.test(clause) || SUPPOSED_AFTER.test(sentenceAfter(text, end))
}

/** `in the form …`, `例如：…`: shown, not said. */
const EXAMPLE =
  /(?:\b(?:for example|e\.g\.|example|such as|in the form|the form|format|template)\b|例如|比如|示例|样例|形如|格式)[^。\n]{0,24}$/i

export function isExample(text: string, start: number): boolean {
  return EXAMPLE.test(sentenceBefore(text, start))
}

/** What a judge says that changes its mind, between one verdict and the next. */
const CORRECTION =
  /second thought|actually|\bwait\b|correct(?:ion|ed|ing)|revis|reconsider|\binstead\b|too (?:harsh|generous|high|low|strict)|adjust|再想|更正|修正|重新|太严|调整/i

export const isCorrected = (between: string): boolean => CORRECTION.test(between.slice(-2_000))
