/** A number as it is written in LaTeX: `58{,}500`, `1\frac{4}{5}`, `0.1\overline{6}`. */
import type { Scanner } from './scanner.ts'

/** Goes past a number, if one is next. @returns it for mathjs, with thousands together; null where there is none */
export function numeralIn(latex: Scanner): string | null {
  const number = latex.match(/(?:\d+(?:\ue001\d{3})*(?:\.(?:\d+|(?=\\overline)))?|\.\d+)/y)?.replaceAll('\ue001', '')
  if (number === undefined) return null
  return number.includes('.') ? repeating(latex, number) : mixed(latex, number)
}

/** `1\frac{4}{5}` and `1 4/5` are sums, as nobody writes a product so. */
function mixed(latex: Scanner, whole: string): string {
  const found =
    latex.match(/\s?\\frac\s?(?:\{\s?\d+\s?\}|\d)\s?(?:\{\s?\d+\s?\}|\d)/y) ?? latex.match(/ \d+\s?\/\s?\d+(?![\d.])/y)
  if (found === null) return whole
  const [above, below] = found.includes('\\frac') ? fractionDigits(found) : found.split('/')
  return `(${whole}+(${above?.trim()})/(${below?.trim()}))`
}

/** `0.1\overline{6}` is 1/6. */
function repeating(latex: Scanner, decimal: string): string {
  const found = latex.match(/\\overline\s?\{\s?\d{1,12}\s?\}/y)?.replace(/\D/g, '')
  if (found === undefined) return decimal
  const places = decimal.length - decimal.indexOf('.') - 1
  return `(${decimal}+${found}/${'9'.repeat(found.length)}${'0'.repeat(places)})`
}

function fractionDigits(latex: string): string[] {
  const rest = latex.slice(latex.indexOf('\\frac') + 5).trim()
  const parts = rest.match(/\{\s?\d+\s?\}|\d+/g) ?? []
  // `\frac45` has one digit above and one below.
  const [first = '', second] = parts.map((part) => part.replace(/[{}\s]/g, ''))
  if (second === undefined) return [first[0] ?? '', first[1] ?? '']
  return [first, second]
}
