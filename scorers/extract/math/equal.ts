/** Whether two answers are the same, and by which rule. Structures are compared part by part; no unit is converted, nothing rounded. */

import { fractionOf, pointsOf } from './evaluate.ts'
import type { Expression } from './expression.ts'
import { normalize, plainText } from './normalize.ts'
import { type MathValue, readMath } from './value.ts'

export interface MathComparison {
  readonly equal: boolean
  /** The rule that made them equal, or what they differ in. */
  readonly by: string
}

/** Of values with variables, and of constants: a rounded number of a dozen digits is none of the latter. */
const TOLERANCE = { withVariables: 1e-9, constant: 1e-12 }

/** What is left of 0 after rounding, as of sin π: an absolute difference. */
const ROUNDING = 1e-15

/** @param written both at most 4,000 characters */
export async function compareMath(answer: string, target: string): Promise<MathComparison> {
  const [a, b] = [normalize(answer), normalize(target)]
  if (plainText(a) === plainText(b)) return { equal: true, by: 'the same text' }
  return new Comparer().values(readMath(answer), readMath(target))
}

class Comparer {
  readonly #fractionOf = remembered(fractionOf)
  readonly #pointsOf = remembered(pointsOf)

  async values(a: MathValue, b: MathValue): Promise<MathComparison> {
    if (a.kind === 'named' || b.kind === 'named') return this.#named(a, b)
    if (a.kind !== b.kind) return this.#mixed(a, b)
    switch (a.kind) {
      case 'words':
        return verdict(a.text === (b as typeof a).text, 'the same words', 'other words')
      case 'expression':
        return this.#expressions(a, b as typeof a)
      case 'in-base': {
        const { digits, base } = b as typeof a
        return verdict(
          a.digits === digits && a.base === base,
          'the same digits in the same base',
          'other digits or another base',
        )
      }
      case 'equation':
        return this.#equations(a, b as typeof a)
      case 'inequality':
        return this.#inequalities(a, b as typeof a)
      case 'tuple': {
        const other = b as typeof a
        if (a.open !== other.open || a.close !== other.close) return differ('other brackets')
        return this.#inOrder(a.parts, other.parts)
      }
      case 'union':
      case 'set':
        return this.#inAnyOrder(a.parts, (b as typeof a).parts)
      case 'matrix': {
        const other = b as typeof a
        const shape = ({ rows }: typeof a) => rows.map(({ length }) => length).join()
        return shape(a) === shape(other) ? this.#inOrder(a.rows.flat(), other.rows.flat()) : differ('another shape')
      }
      default:
        throw new TypeError(`there is no comparison of ${(a as MathValue).kind}`)
    }
  }

  /** `x = 5` is 5, and not what `y` is. */
  #named(a: MathValue, b: MathValue): Promise<MathComparison> {
    if (a.kind === 'named' && b.kind === 'named' && a.name !== b.name)
      return Promise.resolve(differ('another variable'))
    return this.values(a.kind === 'named' ? a.value : a, b.kind === 'named' ? b.value : b)
  }

  /** A set of one is its member, and one letter may be words or a variable. */
  async #mixed(a: MathValue, b: MathValue): Promise<MathComparison> {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (one.kind === 'set' && one.parts.length === 1) return this.values(one.parts[0] as MathValue, other)
      if (one.kind === 'words' && other.kind === 'expression') {
        return verdict(one.text === other.text, 'the same text', `${describe(a)} and ${describe(b)}`)
      }
    }
    return differ(`${describe(a)} and ${describe(b)}`)
  }

  async #expressions(
    a: MathValue & { kind: 'expression' },
    b: MathValue & { kind: 'expression' },
  ): Promise<MathComparison> {
    if (a.unit !== undefined && b.unit !== undefined && a.unit !== b.unit) return differ('another unit')
    if (a.text === b.text) return { equal: true, by: 'the same text' }
    if (!sameVariables(a.expression, b.expression)) return differ('other variables')
    const [one, other] = await Promise.all([this.#fractionOf(a.expression), this.#fractionOf(b.expression)])
    if (one !== null && other !== null) return verdict(one === other, 'the same fraction', 'another number')
    const [x, y] = await Promise.all([this.#pointsOf(a.expression), this.#pointsOf(b.expression)])
    if (x === null || y === null) return differ('a value that cannot be computed')
    const isConstant = a.expression.variables.size === 0
    const tolerance = isConstant ? TOLERANCE.constant : TOLERANCE.withVariables
    return verdict(
      samePoints(x, y, tolerance),
      isConstant ? 'the same value' : 'the same value wherever it was tried',
      'another value',
    )
  }

  /** Equal where one side is a multiple of the other: `2x + 2y = 4` and `y = 2 - x`. */
  async #equations(a: MathValue & { kind: 'equation' }, b: MathValue & { kind: 'equation' }): Promise<MathComparison> {
    if (a.text === b.text) return { equal: true, by: 'the same text' }
    const [x, y] = await Promise.all([this.#balance(a), this.#balance(b)])
    if (x === null || y === null) return differ('another equation')
    const ratios = x.map((value, at) => quotient(value, y[at] ?? [0, 0]))
    const first = ratios[0] as readonly [number, number]
    const same =
      Math.hypot(...first) > 0 &&
      samePoints(
        ratios,
        ratios.map(() => first),
        TOLERANCE.withVariables,
      )
    return verdict(same, 'a multiple of the same equation', 'another equation')
  }

  /** Left minus right, at each point. */
  #balance({ left, right }: MathValue & { kind: 'equation' }) {
    const variables = new Set([...left.variables, ...right.variables])
    return pointsOf({ source: `(${left.source})-(${right.source})`, variables, isRational: false, hasPlusMinus: false })
  }

  /** As written, or with its sides the other way round. */
  async #inequalities(
    a: MathValue & { kind: 'inequality' },
    b: MathValue & { kind: 'inequality' },
  ): Promise<MathComparison> {
    const turned = { sides: b.sides.toReversed(), signs: b.signs.toReversed().map((sign) => TURNED[sign] ?? sign) }
    for (const other of [b, turned]) {
      if (a.signs.join() !== other.signs.join()) continue
      const found = await this.#inOrder(a.sides, other.sides)
      if (found.equal) return found
    }
    return differ('another inequality')
  }

  async #inOrder(a: readonly MathValue[], b: readonly MathValue[]): Promise<MathComparison> {
    if (a.length !== b.length) return differ('another number of parts')
    for (const [at, part] of a.entries()) {
      const { equal } = await this.values(part, b[at] as MathValue)
      if (!equal) return differ(`another part ${at + 1}`)
    }
    return { equal: true, by: 'the same parts in the same order' }
  }

  async #inAnyOrder(a: readonly MathValue[], b: readonly MathValue[]): Promise<MathComparison> {
    if (a.length !== b.length) return differ('another number of parts')
    const rest = [...b]
    for (const part of a) {
      let found = -1
      for (const [at, other] of rest.entries()) {
        if (!(await this.values(part, other)).equal) continue
        found = at
        break
      }
      if (found === -1) return differ('another part')
      rest.splice(found, 1)
    }
    return { equal: true, by: 'the same parts in any order' }
  }
}

/** The same, computed once for each expression: the parts of a set are compared with many others. */
function remembered<Value>(compute: (expression: Expression) => Promise<Value>) {
  const known = new Map<Expression, Promise<Value>>()
  return (expression: Expression): Promise<Value> => {
    const value = known.get(expression) ?? compute(expression)
    known.set(expression, value)
    return value
  }
}

const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '\\le': '\\ge', '\\ge': '\\le' }

const verdict = (equal: boolean, rule: string, difference: string): MathComparison => ({
  equal,
  by: equal ? rule : difference,
})
const differ = (by: string): MathComparison => ({ equal: false, by })

const sameVariables = (a: Expression, b: Expression) =>
  a.variables.size === b.variables.size && [...a.variables].every((name) => b.variables.has(name))

function samePoints(
  a: readonly (readonly [number, number])[],
  b: readonly (readonly [number, number])[],
  tolerance: number,
): boolean {
  return a.every(([re, im], at) => {
    const [otherRe, otherIm] = b[at] as readonly [number, number]
    const size = Math.max(Math.hypot(re, im), Math.hypot(otherRe, otherIm))
    return Math.hypot(re - otherRe, im - otherIm) <= Math.max(tolerance * size, ROUNDING)
  })
}

function quotient([a, b]: readonly [number, number], [c, d]: readonly [number, number]): [number, number] {
  const square = c * c + d * d
  return square === 0 ? [0, 0] : [(a * c + b * d) / square, (b * c - a * d) / square]
}

const NAMES: Readonly<Record<MathValue['kind'], string>> = {
  words: 'words',
  expression: 'an expression',
  'in-base': 'a number with its base',
  named: 'a value',
  equation: 'an equation',
  inequality: 'an inequality',
  tuple: 'a tuple or interval',
  union: 'a union',
  set: 'a list',
  matrix: 'a matrix',
}

const describe = ({ kind }: MathValue): string => NAMES[kind]
