/** For `show`: an answer as it was taken, in mathjs's own writing where it is an expression. */
import { type MathValue, readMath } from './value.ts'

export const shownMath = (written: string): string => shown(readMath(written))

function shown(value: MathValue): string {
  switch (value.kind) {
    case 'words':
      return `the words "${value.text}"`
    case 'expression':
      return `${value.expression.source.replaceAll('v_', '')}${value.unit === undefined ? '' : ` (unit: ${value.unit})`}`
    case 'in-base':
      return `${value.digits} in base ${value.base}`
    case 'named':
      return `${value.name} = ${shown(value.value)}`
    case 'equation':
      return `${value.left.source} = ${value.right.source}`.replaceAll('v_', '')
    case 'inequality':
      return value.sides.map((side, at) => `${shown(side)} ${value.signs[at] ?? ''}`.trim()).join(' ')
    case 'tuple':
      return `${value.open}${value.parts.map(shown).join(', ')}${value.close}`
    case 'union':
      return value.parts.map(shown).join(' union ')
    case 'set':
      return `in any order: ${value.parts.map(shown).join(', ')}`
    case 'matrix':
      return `matrix [${value.rows.map((row) => row.map(shown).join(', ')).join('; ')}]`
    default:
      throw new TypeError('there is no such value')
  }
}
