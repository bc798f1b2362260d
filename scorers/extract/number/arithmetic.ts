/**
 * Marked arithmetic: `#### 3*6`, `\boxed{2^{10}}`, `\boxed{\frac34 \times 24}`.
 *
 * `arithmeticIn` says, at once, whether a passage is a calculation and nothing else, and writes it down for mathjs;
 * `evaluate` loads mathjs at the first one and computes with exact fractions. Only numbers, `+ - * / ^` and parentheses
 * reach it, in bounds that keep every value below 10^64, so that no reply can make it expensive.
 */
import type { ConstantNode, MathNode, OperatorNode, ParenthesisNode } from 'mathjs'
import { exactValue } from './rational.ts'

/** Longer calculations, as written or as translated, are not read. */
const MAX_LENGTH = 200
const MAX_DEPTH = 16
/** Decimal digits that a value may have, before and after the point. */
const MAX_DIGITS = 60
const MAX_EXPONENT = 64

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** In this order. What is between two operators may carry a unit: `3 bags * 6`. */
const TRANSLATIONS: readonly (readonly [RegExp, string | ((match: string) => string)])[] = [
  [/\{,\}|\\[,!;: ](?=\d{3}(?!\d))|(?<=\d)[,_](?=\d{3}(?!\d))/g, ''], //           1{,}080  1,080
  [/\\[,!;: ]|\\(?:left|right|quad)\b|~/g, ' '],
  [/\\?[$€£¥₹₩]/g, ' '],
  [/\\[dtc]?frac\s?(\d)\s?(\d)/g, '(($1)/($2))'], //                               \frac34
  [/\\[dtc]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}/g, '(($1)/($2))'], //               \frac{3}{4}
  [/\\%|%/g, '%'],
  [/% of\b/g, '/100*'], //                                                          20% of 90
  [/\\(?:times|cdot)(?![a-z])|[×·∙⋅✕]|\b(?:times|multiplied by)\b|(?<=\d)\s?x\s?(?=\d)/g, '*'],
  [/\\div(?![a-z])|÷|\bdivided by\b/g, '/'],
  [/\*\*/g, '^'],
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
  [/\^\s?\{([^{}]*)\}/g, '^($1)'], //                                                2^{10}
  [/[⁰¹²³⁴-⁹]+/g, (raised) => `^${raised.replace(/./g, (digit) => String(SUPERSCRIPTS.indexOf(digit)))}`], // 2³
  [/[[{]/g, '('],
  [/[\]}]/g, ')'],
  [/(?<=\d\s?)(?!\s)[A-Za-z]{1,16}(?:\s[a-z]{1,16})?(?=\s*(?:[-+*/)]|$))/g, ''], //  12 eggs
  [/(?<=[\d)])\(/g, '*('], //                                                       0.75(24)
  [/[\s.!]+$/g, ''],
]

const CALCULATION = /^(?=.*\d[\d.\s()]*[-+*/^])[\d.+\-*/^() ]*[\d)]$/

/** `18-20` and `3/4/2024` are none. */
const RANGE = /^(\d+)\s?-\s?(\d+)$|^\d{1,2}\/\d{1,2}\/\d{2,4}$/

/**
 * @param passage folded text, without the words of LaTeX (`latex.ts`)
 * @returns the calculation in mathjs's own writing; null where the passage is something else, or a number alone
 */
export function arithmeticIn(passage: string): string | null {
  if (passage.length > MAX_LENGTH || !/\d/.test(passage)) return null
  const written = TRANSLATIONS.reduce(
    (text, [from, to]) => text.replace(from, to as string),
    passage.replace(/\s+/g, ' ').trim(),
  ).trim()
  if (written.length > MAX_LENGTH || !CALCULATION.test(written) || /\d \d/.test(written)) return null
  const range = RANGE.exec(written)
  if (range !== null && !(Number(range[1]) > Number(range[2]))) return null
  return written
}

/** @returns lowest terms, such as `1080` or `1/3`; null for a division by zero, a result out of bounds, or no calculation */
export async function evaluate(expression: string): Promise<string | null> {
  if (expression.length > MAX_LENGTH || depthOf(expression) > MAX_DEPTH) return null
  const math = await loadFractions()
  try {
    const tree = math.parse(expression)
    if (digitsOf(tree, 0) === null) return null
    const value: unknown = tree.evaluate()
    if (!math.isFraction(value)) return null
    return exactValue({ above: String(value.s * value.n), below: String(value.d) })
  } catch {
    return null
  }
}

const depthOf = (expression: string) => expression.match(/[(^]/g)?.length ?? 0

/** Decimal digits that a value may have at most, numerator and denominator together; null out of bounds. */
function digitsOf(node: MathNode, depth: number): number | null {
  if (depth > 2 * MAX_LENGTH) return null
  const digits = digitsOfNode(node, depth)
  return digits === null || digits > MAX_DIGITS ? null : digits
}

function digitsOfNode(node: MathNode, depth: number): number | null {
  if (node.type === 'ConstantNode') return String((node as ConstantNode).value).length
  if (node.type === 'ParenthesisNode') return digitsOf((node as ParenthesisNode).content, depth + 1)
  if (node.type !== 'OperatorNode') return null
  const { fn, args } = node as OperatorNode
  const [left = null, right = 0] = args.map((arg) => digitsOf(arg, depth + 1))
  if (left === null || right === null) return null
  if (fn === 'pow') {
    const exponent = Number(args[1]?.evaluate())
    return Number.isInteger(exponent) && Math.abs(exponent) <= MAX_EXPONENT ? left * Math.abs(exponent) + 1 : null
  }
  return ARITHMETIC.has(fn) ? left + right + 1 : null
}

const ARITHMETIC: ReadonlySet<string> = new Set(['add', 'subtract', 'multiply', 'divide', 'unaryMinus', 'unaryPlus'])

/** mathjs takes most of a second to load, and most runs need none of it. */
export const loadFractions = () => import('./fractions.ts')
