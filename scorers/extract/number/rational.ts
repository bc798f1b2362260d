/** Exact values of numbers: bounded, so that no reply can make arithmetic expensive. */
import Fraction from 'fraction.js'

/** Longer numbers, written or in lowest terms, are not read. */
const MAX_LENGTH = 64
const MAX_EXPONENT = 30

/** The pieces of a written number; everything but `plain`, `above` and `below` may be missing from any of them. */
export interface NumberParts {
  /** An integer or a decimal, separators and all: `1,080.50`. */
  readonly plain?: string | undefined
  /** Before a fraction: the 1 of `1 3/4`. */
  readonly whole?: string | undefined
  readonly above?: string | undefined
  readonly below?: string | undefined
  /** One character: `¾`. */
  readonly vulgar?: string | undefined
  /** A power of ten. */
  readonly exponent?: number
  readonly negative?: boolean
}

/** `⅛` → `1/8`; the fraction slash is Unicode's own. */
const vulgarFraction = (character: string) => character.normalize('NFKC').replace('\u2044', '/')

/** @returns lowest terms, such as `1080`, `-0.75` or `1/3`; null for a division by zero or a number out of bounds */
export function exactValue(parts: NumberParts): string | null {
  const { whole = '0', exponent = 0, negative = false } = parts
  const fraction = parts.vulgar === undefined ? fractionOf(parts) : vulgarFraction(parts.vulgar)
  if (fraction === undefined || fraction.length > MAX_LENGTH || Math.abs(exponent) > MAX_EXPONENT) return null
  const magnitude = new Fraction(fraction).add(whole).mul(powerOfTen(exponent))
  const text = lowestTerms(negative ? magnitude.neg() : magnitude)
  return text.length > MAX_LENGTH ? null : text
}

/** The sum of two values in lowest terms. */
export const sumOf = (a: string, b: string): string => lowestTerms(new Fraction(a).add(b))

/** Whether two values in lowest terms are the same number, exactly. */
export const sameNumber = (a: string, b: string): boolean => a === b || new Fraction(a).equals(b)

function fractionOf({ plain, above = '0', below = '1' }: NumberParts): string | undefined {
  if (plain !== undefined) return decimal(plain)
  const [over, under] = [above, below].map((term) => term.replace(/[,$\\]/g, ''))
  if (/^-?[0.]+$/.test(under as string)) return undefined
  return new Fraction(over as string).div(under as string).toFraction()
}

/** `1,080.5` → `1080.5`; before one or two last digits the comma is decimal, and more than one dot groups. */
function decimal(plain: string): string {
  if (/,\d{1,2}$/.test(plain)) return plain.replace(/[^\d,]/g, '').replace(',', '.')
  return plain.replace(/\..*\./.test(plain) ? /\D/g : /[^\d.]/g, '')
}

const powerOfTen = (exponent: number) => {
  const power = new Fraction(10n ** BigInt(Math.abs(exponent)))
  return exponent < 0 ? power.inverse() : power
}

/** A whole number, a finite decimal, or a fraction: the first of these that is exact. */
function lowestTerms(value: Fraction): string {
  const sign = value.s < 0n ? '-' : ''
  for (let places = 0; places <= MAX_LENGTH; places++) {
    const shifted = value.n * 10n ** BigInt(places)
    if (shifted % value.d !== 0n) continue
    const digits = String(shifted / value.d).padStart(places + 1, '0')
    return sign + (places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`)
  }
  return value.toFraction()
}
