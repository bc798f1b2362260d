/** Encoded text in the clear, each character with its place in the original: what stands there can be cut out of it. */

export interface Decoded {
  readonly text: string
  /** Of each character, its place in the original. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export const asItIs = (text: string): Decoded => ({
  text,
  starts: Array.from({ length: text.length }, (_, at) => at),
  ends: Array.from({ length: text.length }, (_, at) => at + 1),
})

/** A new character for each match of a pattern, and for each character that it skips. */
function replaced(
  { text, starts, ends }: Decoded,
  pattern: RegExp,
  shown: (match: RegExpExecArray) => string | undefined,
): Decoded {
  const parts: string[] = []
  const places: { start: number; end: number }[] = []
  const keep = (from: number, to: number) => {
    parts.push(text.slice(from, to))
    for (let at = from; at < to; at++) places.push({ start: starts[at] as number, end: ends[at] as number })
  }
  let last = 0
  for (const match of text.matchAll(pattern)) {
    const character = shown(match)
    if (character === undefined) continue
    const end = match.index + match[0].length
    keep(last, match.index)
    if (character !== '') places.push({ start: starts[match.index] as number, end: ends[end - 1] as number })
    parts.push(character)
    last = end
  }
  keep(last, text.length)
  return { text: parts.join(''), starts: places.map(({ start }) => start), ends: places.map(({ end }) => end) }
}

/** `%2B`, `=2B`, `\x2b`, `\u002b`, `\u{2b}`, `\U0000002b`, `\053`, `&#43;`, `&#x2b;`, `&amp;`, `\/`; of fullwidth forms, `＋`. */
const ESCAPE = new RegExp(
  [
    ...['%(?<percent>HH)', '=(?<quoted>HH)', '\\\\x(?<byte>HH)'],
    ...['\\\\u(?<unit>HHHH)', '\\\\u\\{(?<point>H{1,6})\\}', '\\\\U(?<long>H{8})', '\\\\(?<octal>[0-3]?[0-7]{2})'],
    ...['&#[xX](?<hex>H{1,6});', '&#(?<decimal>\\d{1,7});'],
    '&(?<name>amp|plus|sol|equals|lowbar|hyphen|dash|period|colon);',
    ...['\\\\(?<mark>[\\\\/"\'])', '(?<wide>[\\uff01-\\uff5e])'],
  ]
    .join('|')
    .replaceAll('H', '[0-9a-fA-F]'),
  'g',
)

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', plus: '+', sol: '/', equals: '=', lowbar: '_', hyphen: '-', dash: '-', period: '.', colon: ':' },
}

/** Without one layer of escapes. */
export const unescaped = (decoded: Decoded): Decoded =>
  /[%=\\&\uff01-\uff5e]/.test(decoded.text)
    ? replaced(decoded, ESCAPE, ({ groups = {} }) => characterOf(groups))
    : decoded

function characterOf(groups: Record<string, string | undefined>): string | undefined {
  const { percent, quoted, byte, unit, point, long, octal, hex, decimal, name, mark, wide } = groups
  if (mark !== undefined) return mark
  if (name !== undefined) return NAMED[name]
  if (wide !== undefined) return String.fromCharCode(wide.charCodeAt(0) - 0xfee0)
  const [digits, base] = octal !== undefined ? [octal, 8] : decimal !== undefined ? [decimal, 10] : [undefined, 16]
  const code = Number.parseInt(digits ?? percent ?? quoted ?? byte ?? unit ?? point ?? long ?? hex ?? '', base)
  return code <= 0xffff ? String.fromCharCode(code) : undefined
}

/** What a text is split by: white space, escaped line ends, invisible characters, the quotes and signs between joined strings. */
const SPLIT = /\\[nrt]|["'`]\s*[+.,]?\s*["'`]|[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/gu

/** How a text is read: without some of its characters. */
export interface Reading {
  of(text: string): string
  placed(decoded: Decoded): Decoded
}

/** Without what splits. */
export const JOINED: Reading = {
  of: (text) => text.replace(SPLIT, ''),
  placed: (decoded) => replaced(decoded, SPLIT, () => ''),
}

const MARKS = /[^a-zA-Z\d]+/g

/** Letters and digits alone, all small: what is left however a text is split, marked up or spelled. */
export const LETTERS: Reading = {
  of: (text) => text.replace(MARKS, '').toLowerCase(),
  placed(decoded) {
    const letters = replaced(decoded, MARKS, () => '')
    return { ...letters, text: letters.text.toLowerCase() }
  },
}

const BASE64_RUN = /[\w+/-]{12,}={0,2}/g
const HEX_RUN = /[0-9a-f]{16,}/gi

/** `group`: at how many places a group of characters can begin. */
const ENCODINGS = [
  { pattern: BASE64_RUN, encoding: 'base64', charsPerByte: 4 / 3, group: 4 },
  { pattern: HEX_RUN, encoding: 'hex', charsPerByte: 2, group: 2 },
] as const

/** Bytes as numbers: `73 6b 2d`, `73:6b:2d`, `0x73, 0x6b`, `[115, 107, 45]`. */
const SERIES = [
  {
    pattern: /(?:(?:0x)?[0-9a-f]{2}[\s:,;_-]{1,3}){7,}(?:0x)?[0-9a-f]{2}(?![0-9a-f])/gi,
    number: /[0-9a-f]{2}(?![0-9a-f])/gi,
    base: 16,
  },
  { pattern: /(?:\d{2,3}[\s,;]{1,3}){7,}\d{2,3}(?!\d)/g, number: /\d{2,3}/g, base: 10 },
] as const

/**
 * Each part that may encode bytes, in the clear.
 *
 * @param isWanted of the text in the clear: its places are not found for nothing
 */
export function* unpacked(whole: Decoded, isWanted: (clear: string) => boolean): Generator<Decoded> {
  for (const { pattern, number, base } of SERIES) {
    for (const { 0: run, index } of whole.text.matchAll(pattern)) yield bytesOf(whole, run, index, { number, base })
  }
  const { text, starts, ends } = JOINED.placed(whole)
  for (const { pattern, encoding, charsPerByte, group } of ENCODINGS) {
    for (const { 0: run, index } of text.matchAll(pattern)) {
      for (let offset = 0; offset < group; offset++) {
        const clear = Buffer.from(run.slice(offset), encoding).toString('latin1')
        if (!isWanted(clear)) continue
        const at = (byte: number) => index + Math.min(run.length - 1, offset + byte)
        yield {
          text: clear,
          starts: Array.from(clear, (_, byte) => starts[at(Math.floor(byte * charsPerByte))] as number),
          ends: Array.from(clear, (_, byte) => ends[at(Math.ceil((byte + 1) * charsPerByte) - 1)] as number),
        }
      }
    }
  }
}

function bytesOf(
  { starts, ends }: Decoded,
  run: string,
  index: number,
  { number, base }: { readonly number: RegExp; readonly base: number },
): Decoded {
  const found = [...run.matchAll(number)]
  return {
    text: found.map(([digits]) => String.fromCharCode(Number.parseInt(digits, base))).join(''),
    starts: found.map((one) => starts[index + one.index] as number),
    ends: found.map((one) => ends[index + one.index + one[0].length - 1] as number),
  }
}
