/** What a number counts: `15\mbox{ cm}^2`, `30^\circ`, `50\%`, `\$18.90`, `5.4 \text{ cents}`. Nothing is converted. */
import { MARKS, withoutFonts } from './normalize.ts'

export interface Measured {
  /** Without its unit. */
  readonly value: string
  /** In the singular, without blanks: `cm^2`, `degree`; absent where there is none. */
  readonly unit?: string
}

const POWER = String.raw`(?:\s?\^\s?\{?\s?\d\s?\}?)?`

/** Words in a font of text after a value, with a power: `\text{ square feet}`, `\mbox{ cm}^2`. */
const FONT_UNIT = new RegExp(
  String.raw`^(?<value>.*[\d)}\]!a-zA-Z]|[^a-zA-Z]*\\pi)\s?(?<unit>\\(?:text(?:rm|bf|it)?|mbox|hbox|mathrm|operatorname)\s?\{\s*[a-zA-Z][a-zA-Z\s/.\-]*\}${POWER}(?:\s?\/?\s?\\(?:text|mbox|mathrm)\s?\{[^{}]*\}${POWER})?)$`,
  's',
)

/** Plain words after a number: `18 square feet`, `20 cm^2`; functions, constants and products of letters are none. */
const PLAIN_UNIT = new RegExp(
  String.raw`^(?<value>[^a-zA-Z]*\d|.*\})\s(?<unit>(?!(?:pi|sqrt|sin|cos|tan|log|ln|or|and|mod)\b)[a-zA-Z]{2,}(?:[\s/][a-zA-Z]{2,})*${POWER})$`,
  's',
)

const SIGNS: readonly (readonly [sign: string, unit: string])[] = [
  [MARKS.degree, 'degree'],
  [MARKS.percent, 'percent'],
]

export function measured(text: string): Measured {
  if (text.includes(MARKS.dollar)) {
    const value = text.replaceAll(MARKS.dollar, '').trim()
    return { value: withoutUnit(value).value, unit: 'dollar' }
  }
  for (const [sign, unit] of SIGNS) if (text.endsWith(sign)) return { value: text.slice(0, -1).trim(), unit }
  return withoutUnit(text)
}

function withoutUnit(text: string): Measured {
  const { value, unit } = FONT_UNIT.exec(text)?.groups ?? PLAIN_UNIT.exec(text)?.groups ?? {}
  if (value === undefined || unit === undefined || isUnbalanced(value)) return { value: text }
  return { value: value.trim(), unit: singular(withoutFonts(unit)) }
}

const isUnbalanced = (text: string) => text.split('{').length !== text.split('}').length

/** `Square Feet` → `squarefeet`, `degrees` → `degree` */
const singular = (unit: string): string =>
  unit
    .toLowerCase()
    .replace(/[\s.{}]/g, '')
    .replace(/(?<=[a-z]{2})s(?=\^|\/|$)/g, '')
    .replace(/inche(?=\^|\/|$)/g, 'inch')
