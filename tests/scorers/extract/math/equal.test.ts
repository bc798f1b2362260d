import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareMath } from '../../../../scorers/extract/math/equal.ts'
import { sharedData } from '../../../helpers/shared.ts'

const EQUAL: readonly (readonly [answer: string, target: string, by: RegExp])[] = [
  ['17/4', '\\frac{17}{4}', /fraction/],
  ['\\dfrac{17}4', '\\frac{17}{4}', /text|fraction/],
  ['4.25', '\\frac{17}4', /fraction/],
  ['\\frac 38', '\\frac38', /text/],
  ['4\\frac14', '4.25', /fraction/],
  ['4 1/4', '\\frac{17}{4}', /fraction/],
  ['5\\sqrt{3}', '\\sqrt{75}', /value/],
  ['\\frac{1}{\\sqrt7}', '\\frac{\\sqrt{7}}{7}', /value/],
  ['\\sqrt[3]{-27}', '-3', /value/],
  ['3pi/4', '\\frac{3}{4}\\pi', /value/],
  ['-7i+4', '4 - 7i', /value/],
  ['x(x-2)+1', '(x-1)^2', /wherever/],
  [`${'\\pi + '.repeat(101)}(x)`, 'x + 101\\pi', /wherever/],
  ['n - m', '-m + n', /wherever/],
  ['\\frac{\\sin t}{\\cos t}', '\\tan t', /wherever/],
  ['\\log_3 81', '4', /value/],
  ['\\sin \\pi', '0', /value/],
  ['0', '\\cos\\frac{\\pi}{2}', /value/],
  ['6.1\\times10^{-4}', '.00061', /fraction/],
  ['4!', '24', /value/],
  ['0.\\overline{6}', '2/3', /fraction/],
  ['1.1\\overline{6}', '\\frac{7}{6}', /fraction/],
  ['\\varnothing', '\\emptyset', /text/],
  ['3x - 1 = y', 'y = 3x - 1', /wherever|text/],
  ['\\binom62', '15', /value/],
  ['9', 'x = 9', /text|fraction/],
  ['y = 1 - 3x', 'y = -3x + 1', /wherever/],
  ['2x - 4y = 6', 'x - 2y - 3 = 0', /multiple/],
  ['\\left[ 1, \\tfrac52 \\right)', '[1,2.5)', /order/],
  ['(-\\infty, +\\infty)', '(-\\infty,\\infty)', /order/],
  ['x \\in (0, 4]', '(0,4]', /text|order/],
  [`${'x \\in '.repeat(600)}(0, 4]`, '(0,4]', /text|order/],
  ['(7,9) \\cup (1,2)', '(1,2) ∪ (7,9)', /any order/],
  ['9, 2, 4', '2,4,9', /any order/],
  ['x = 3 \\text{ or } x = -8', '-8, 3', /any order/],
  ['\\{4, 6\\}', '6,4', /any order/],
  ['2 + \\sqrt{7}, 2 - \\sqrt{7}', '2 \\pm \\sqrt7', /any order/],
  ['\\begin{bmatrix} 0.5 \\\\ 3 \\end{bmatrix}', '\\begin{pmatrix} 1/2 \\\\ 3 \\end{pmatrix}', /order/],
  ['5 < x', 'x > 5', /order/],
  ['312_{4}', '312_4', /text|base/],
  ['45', '45^\\circ', /text|fraction/],
  ['45 degrees', '45°', /text/],
  ['12', '12\\%', /text/],
  ['7.5', '\\$7.50', /fraction/],
  ['19 \\text{ square feet}', '19', /text/],
  ['81{,}600', '81,600', /text/],
  ['81600', '81,\\!600', /fraction|text/],
  ['harold', '\\text{Harold}', /words|text/],
  ['D', '\\text{(D)}', /text/],
  ['\\textbf{(D)}', '(D)', /text/],
  ['8:15 \\text{ p.m.}', '\\text{8:15 p.m.}', /text/],
]

const DIFFERENT: readonly (readonly [answer: string, target: string, by: RegExp])[] = [
  ['0.33', '\\frac13', /another number/],
  ['0.333333333333', '\\frac13', /another number/],
  ['2.6457513', '\\sqrt7', /another value/],
  ['-9', '9', /another number/],
  ['(9,2)', '(2,9)', /another part 1/],
  ['[2,9]', '(2,9)', /brackets/],
  ['2,4', '2,4,9', /number of parts/],
  ['7', '\\sqrt7', /another value/],
  ['0', '10^{-14}\\pi', /another value/],
  ['312_5', '312_4', /base/],
  ['312', '312_4', /a number with its base/],
  ['0.12', '12\\%', /another number/],
  ['5 \\text{ m}', '5 \\text{ km}', /unit/],
  ['6 \\text{ cm}^2', '6 \\text{ cm}^3', /unit/],
  ['r', 'R', /variables/],
  ['y = 9', 'x = 9', /variable/],
  ['x^2 + 1', 'x^3 + 1', /value/],
  ['x - 2y + 3 = 0', 'x - 2y - 3 = 0', /another equation/],
  ['x < 5', 'x > 5', /inequality/],
  ['x < 5', 'x \\le 5', /inequality/],
  ['listen', 'silent', /words/],
  ['B', '\\text{(D)}', /./],
  ['\\infty', '-\\infty', /./],
  ['\\begin{pmatrix} 1 & 2 \\end{pmatrix}', '\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}', /shape/],
  ['1000000000001', '1000000000000', /another number/],
]

describe('two answers', () => {
  it.each(EQUAL)('are the same: %j and %j', async (answer, target, by) => {
    expect(await compareMath(answer, target)).toEqual({ equal: true, by: expect.stringMatching(by) })
    expect((await compareMath(target, answer)).equal).toBe(true)
  })

  it.each(DIFFERENT)('differ: %j and %j', async (answer, target, by) => {
    expect(await compareMath(answer, target)).toEqual({ equal: false, by: expect.stringMatching(by) })
    expect((await compareMath(target, answer)).equal).toBe(false)
  })
})

it('takes every number for itself, and for no other', () =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 1, max: 999 }), async (above, below) => {
      const written = `\\frac{${above}}{${below}}`
      expect((await compareMath(`${above}/${below}`, written)).equal).toBe(true)
      expect((await compareMath(`\\frac{${above + 1}}{${below}}`, written)).equal).toBe(false)
    }),
  ))

const HOSTILE = [
  '9^9^9^9',
  '9'.repeat(4000),
  `${'('.repeat(50)}x${')'.repeat(50)}`,
  '\\frac'.repeat(800),
  '\\sqrt'.repeat(800),
  'x+'.repeat(2000),
  'x^'.repeat(2000),
  `5${'!'.repeat(3000)}`,
  '1,'.repeat(2000),
  '\\pm1'.repeat(1000),
  '[0,1]\\cup'.repeat(440),
  '|'.repeat(4000),
  '\\text{'.repeat(600),
  '\\begin{pmatrix}'.repeat(200),
  '$'.repeat(4000),
  '\\'.repeat(4000),
]

it.each(HOSTILE.map((text) => [text.slice(0, 30), text]))('compares %s… without an error', async (_name, text) => {
  expect(await compareMath(text, 'x + 1')).toMatchObject({ equal: false })
  expect(await compareMath(text, text)).toMatchObject({ equal: true })
})

it('compares whatever is made of marks of LaTeX without an error', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.constantFrom(
          ...'\\frac{ } ( ) [ ] 1 23 x y \\sqrt ^ _ + - , \\pm \\text{a} = < | ! \\pi \\cup & \\\\ % $'.split(' '),
        ),
        {
          maxLength: 60,
        },
      ),
      async (parts) => {
        expect((await compareMath(parts.join(''), 'x + 1')).by).not.toBe('')
      },
    ),
  ))

const data = sharedData('math-500/test.jsonl')

describe.skipIf(data === undefined)('the 500 answers [needs the shared data sets]', () => {
  const answers: readonly string[] =
    data === undefined
      ? []
      : readFileSync(data, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).answer)

  it('equal themselves, also in other writing', async () => {
    for (const answer of answers) {
      expect(await compareMath(answer, answer)).toMatchObject({ equal: true })
      const other = answer.replaceAll('\\frac', '\\dfrac').replaceAll(' ', '  ')
      expect(await compareMath(other, answer), answer).toMatchObject({ equal: true })
    }
  })

  it('equal no near miss: another digit, sign, root or order', async () => {
    let misses = 0
    for (const answer of new Set(answers)) {
      for (const near of nearMisses(answer)) {
        misses++
        expect(await compareMath(near, answer), `${near} for ${answer}`).toMatchObject({ equal: false })
      }
    }
    expect(misses).toBeGreaterThan(1000)
  }, 120_000)
})

function* nearMisses(answer: string): Generator<string> {
  for (const { index, 0: digit } of answer.matchAll(/\d/g)) {
    yield `${answer.slice(0, index)}${(Number(digit) + 1) % 10}${answer.slice(index + 1)}`
  }
  for (const { index, 0: sign } of answer.matchAll(/[+-]/g)) {
    yield `${answer.slice(0, index)}${sign === '+' ? '-' : '+'}${answer.slice(index + 1)}`
  }
  if (/^[1-9]/.test(answer)) yield `-${answer}`
  for (const { 0: root, 1: inside = '' } of answer.matchAll(/\\sqrt\s?(\{[^{}]*\}|\d)/g))
    yield answer.replace(root, inside)
  const {
    open,
    first = '',
    rest = '',
    close,
  } = /^(?<open>[([])(?<first>[^,]*),(?<rest>[^,]*)(?<close>[)\]])$/.exec(answer)?.groups ?? {}
  if (open !== undefined && first.trim() !== rest.trim()) yield `${open}${rest},${first}${close}`
}
