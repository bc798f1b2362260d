/** The part of mathjs that computes with exact fractions. Named imports, so that a bundle holds no more of it than that. */
import {
  addDependencies,
  create,
  divideDependencies,
  type FactoryFunctionMap,
  fractionDependencies,
  isFraction,
  type MathNode,
  multiplyDependencies,
  parseDependencies,
  powDependencies,
  subtractDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
} from 'mathjs'

const math = create(
  {
    addDependencies,
    subtractDependencies,
    multiplyDependencies,
    divideDependencies,
    powDependencies,
    unaryMinusDependencies,
    unaryPlusDependencies,
    fractionDependencies,
    parseDependencies,
  } as FactoryFunctionMap,
  { number: 'Fraction' },
)

export const parse = math.parse as (expression: string) => MathNode
export { isFraction }
