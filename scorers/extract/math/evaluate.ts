/**
 * Expressions in numbers, by mathjs: exact fractions where there are only digits, else values at eight points of the complex plane,
 * the same ones for both sides.
 */
import type { MathNode } from 'mathjs'
import { randomBits } from '../../../results/statistics/random-bits.ts'
import { evaluate as exactly, loadFractions } from '../number/arithmetic.ts'
import type { Expression } from './expression.ts'

const POINTS = 8
const SEED = 500

/** Real and imaginary part at each point; null where it is undefined at one of them, or cannot be computed. */
type Points = readonly (readonly [re: number, im: number])[] | null

interface Complex {
  readonly re: number
  readonly im: number
}

/** @returns lowest terms, such as `14/3`; null where it is no fraction, or too large a one */
export async function fractionOf(expression: Expression): Promise<string | null> {
  return expression.isRational && expression.variables.size === 0 ? exactly(forFractions(expression)) : null
}

const forFractions = ({ source }: Expression) => source.replaceAll('(0-', '(-').replaceAll('(0+', '(')

const loadComplex = () => import('./complex.ts')

/** mathjs takes most of a second to load, and most runs need none of it. */
export const loadMathjs = () => Promise.all([loadFractions(), loadComplex()])

export async function pointsOf({ source, variables }: Expression): Promise<Points> {
  const { complex, parse, root } = await loadComplex()
  const code = compiled(parse, source)
  if (code === null) return null
  const points: [number, number][] = []
  // Without variables one point is all of them.
  for (let point = 0; point < (variables.size === 0 ? 1 : POINTS); point++) {
    const scope = new Map<string, unknown>([['root', root]])
    for (const name of variables) scope.set(`v_${name.replace(/[^a-zA-Z0-9]/g, '_')}`, complex(...placeOf(name, point)))
    const value = valueIn(code, scope)
    if (value === null) return null
    points.push(value)
  }
  return points
}

/** mathjs gives up on what nests too deep for it. */
function compiled(parse: (source: string) => MathNode, source: string): ReturnType<MathNode['compile']> | null {
  try {
    return parse(source).compile()
  } catch {
    return null
  }
}

function valueIn(
  code: { evaluate(scope: Map<string, unknown>): unknown },
  scope: Map<string, unknown>,
): [number, number] | null {
  try {
    const value = code.evaluate(scope)
    const { re, im } = typeof value === 'number' ? { re: value, im: 0 } : (value as Complex)
    return Number.isFinite(re) && Number.isFinite(im) ? [re, im] : null
  } catch {
    return null
  }
}

/** Where a variable stands at a point: between ½ and 2 away from 0 in both directions, drawn from its name. */
function placeOf(name: string, point: number): [re: number, im: number] {
  let seed = SEED + point
  for (const character of name) seed = Math.imul(seed, 31) + character.charCodeAt(0)
  const bits = randomBits(seed)
  const part = () => 0.5 + 1.5 * (bits() / 2 ** 32)
  return [part(), part()]
}
