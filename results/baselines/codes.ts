/** Long columns of few different values, as text that a repository can keep and show the changes of. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const NONE = '.'

/** Digits that so many different values take. */
function widthFor(values: number): number {
  let width = 1
  while (DIGITS.length ** width < values) width++
  return width
}

/** @param indices of each item's value among `values` of them; undefined: none */
export function encodeIndices(indices: readonly (number | undefined)[], values: number, perLine = 100): string[] {
  const width = widthFor(values)
  const words = indices.map((index) => (index === undefined ? NONE.repeat(width) : digits(index, width)))
  return inLines(words, perLine).map((line) => line.join(''))
}

/** @returns undefined where a digit is none, a value is not among them, or their number is not the right one */
export function decodeIndices(
  lines: readonly string[],
  values: number,
  items: number,
): (number | undefined)[] | undefined {
  const width = widthFor(values)
  const text = lines.join('')
  if (text.length !== items * width) return undefined
  const indices: (number | undefined)[] = []
  for (let at = 0; at < text.length; at += width) {
    const word = text.slice(at, at + width)
    const index = word === NONE.repeat(width) ? undefined : numberIn(word)
    if (index !== undefined && !(index < values)) return undefined
    indices.push(index)
  }
  return indices
}

function digits(index: number, width: number): string {
  let [rest, word] = [index, '']
  for (let place = 0; place < width; place++) {
    word = DIGITS.charAt(rest % DIGITS.length) + word
    rest = Math.floor(rest / DIGITS.length)
  }
  return word
}

/** NaN where a character is no digit. */
function numberIn(word: string): number {
  let value = 0
  for (const character of word) {
    const digit = DIGITS.indexOf(character)
    value = value * DIGITS.length + (digit < 0 ? Number.NaN : digit)
  }
  return value
}

export function inLines<Item>(items: readonly Item[], perLine: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / perLine) }, (_, line) =>
    items.slice(line * perLine, (line + 1) * perLine),
  )
}

/** `0-39,45`, of whole numbers that rise. */
export function encodeRanges(numbers: readonly number[]): string {
  const ranges: [from: number, to: number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === number - 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

/** @returns undefined for a text that is none */
export function decodeRanges(text: string): number[] | undefined {
  const numbers: number[] = []
  for (const range of text === '' ? [] : text.split(',')) {
    const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range) ?? []
    if (from === undefined || Number(to) - Number(from) > 1e7) return undefined
    for (let number = Number(from); number <= Number(to); number++) numbers.push(number)
  }
  return numbers
}
