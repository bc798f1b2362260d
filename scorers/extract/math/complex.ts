/** The part of mathjs that computes with complex numbers. Named imports, so that a bundle holds no more of it than that. */
import {
  absDependencies,
  acosDependencies,
  addDependencies,
  asinDependencies,
  atanDependencies,
  complexDependencies,
  cosDependencies,
  coshDependencies,
  cotDependencies,
  create,
  cscDependencies,
  divideDependencies,
  eDependencies,
  expDependencies,
  type FactoryFunctionMap,
  factorialDependencies,
  InfinityDependencies,
  iDependencies,
  log10Dependencies,
  logDependencies,
  type MathNode,
  multiplyDependencies,
  parseDependencies,
  piDependencies,
  powDependencies,
  secDependencies,
  sinDependencies,
  sinhDependencies,
  sqrtDependencies,
  subtractDependencies,
  tanDependencies,
  tanhDependencies,
} from 'mathjs'

const math = create({
  ...{ absDependencies, acosDependencies, addDependencies, asinDependencies, atanDependencies, complexDependencies },
  ...{ cosDependencies, coshDependencies, cotDependencies, cscDependencies, divideDependencies, eDependencies },
  ...{ expDependencies, factorialDependencies, iDependencies, InfinityDependencies, log10Dependencies },
  ...{ logDependencies, multiplyDependencies, parseDependencies, piDependencies, powDependencies, secDependencies },
  ...{ sinDependencies, sinhDependencies, sqrtDependencies, subtractDependencies, tanDependencies, tanhDependencies },
} as FactoryFunctionMap)

export const parse = math.parse as (expression: string) => MathNode
export const complex = math.complex as unknown as (re: number, im: number) => unknown

/** The real root of a real number where there is one, so that the cube root of −8 is −2; else the principal one. */
export function root(of: unknown, index: number): unknown {
  const odd = Math.abs(index % 2) === 1
  if (typeof of === 'number' && of < 0 && odd) return -((-of) ** (1 / index))
  return math.pow?.(of as number, 1 / index)
}
