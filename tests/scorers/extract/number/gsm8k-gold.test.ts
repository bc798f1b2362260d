/** Every gold answer of GSM8K, by every rule, in each form that the rule knows. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { number } from '../../../../scorers/extract/number/number.ts'
import type { ExtractionRule } from '../../../../scorers/extract/rule.ts'
import {
  cotLlamaStrictMatch,
  cotStrictMatch,
  flexibleExtract,
  mgsm,
  opencompass,
  reference,
  strictMatch,
} from '../../../../scorers/extract/upstream/upstream.ts'
import { sharedData } from '../../../helpers/shared.ts'

type Form = (target: string, gold: string) => string

const asPublished: Form = (_, gold) => gold
const hashes: Form = (target) => `Steps, 1 to 3.\n#### ${target}`
const boxed: Form = (target) => `Steps, 1 to 3.\nSo it is $\\boxed{${target}}$ in 2 days.`
const latexBoxed: Form = (target) => `\\[\\boxed{${target.replaceAll(',', '{,}')} \\text{ dollars}}\\]`
const theAnswerIs: Form = (target) => `3 + 4 = 7. The answer is ${target}.`
const theFinalAnswerIs: Form = (target) => `3 + 4 = 7. The final answer is ${target}`
const answerColon: Form = (target) => `3 + 4 = 7\n\nAnswer: ${target}`
const bold: Form = (target) => `Of the 7 people, each gets **${target}**.`
const dollars: Form = (target) => `She gets ${target.replace(/^-?/, '$&$')} in all.`
const lastNumber: Form = (target) => `3. So there are ${target} in all.`

const KNOWN: readonly [ExtractionRule, readonly Form[]][] = [
  [
    number,
    [asPublished, hashes, boxed, latexBoxed, theAnswerIs, theFinalAnswerIs, answerColon, bold, dollars, lastNumber],
  ],
  [reference, [asPublished, hashes]],
  [strictMatch, [asPublished, hashes]],
  [flexibleExtract, [asPublished, hashes, theAnswerIs, answerColon, bold, dollars, lastNumber]],
  [cotStrictMatch, [theAnswerIs]],
  [cotLlamaStrictMatch, [theFinalAnswerIs]],
  [mgsm, [answerColon]],
  [opencompass, [asPublished, hashes, theAnswerIs, answerColon, bold, lastNumber]],
]

/** What a rule can never get right, whatever the reply. */
const BLIND_TO: ReadonlyMap<ExtractionRule, RegExp> = new Map([
  [mgsm, /-/],
  [opencompass, /,/],
])

const file = sharedData('gsm8k/test.jsonl')

describe.skipIf(file === undefined)('GSM8K’s own answers (skipped where ../shared/datasets is absent)', () => {
  const golds: string[] =
    file === undefined
      ? []
      : readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).answer)

  it('are found without their last line in 1,311 of 1,319 solutions', () => {
    const right = golds.filter((gold) => {
      const [steps = '', target = ''] = gold.split('\n#### ')
      const found = number.extract(steps.replace(/<<[^>]*>>/g, ''))
      return found !== null && number.equal(found.answer, target)
    })
    expect(right).toHaveLength(1311)
  })

  it.each(KNOWN.map(([rule, forms]) => ({ rule, forms, name: rule.name })))('are right by $name', ({ rule, forms }) => {
    expect(golds).toHaveLength(1319)
    for (const [index, gold] of golds.entries()) {
      const target = gold.split('#### ')[1] ?? ''
      if (BLIND_TO.get(rule)?.test(target)) continue
      for (const form of forms) {
        const found = rule.extract(form(target, gold))
        // The message names the line only: no sentence of the data belongs in a log.
        expect(found !== null && rule.equal(found.answer, target), `line ${index + 1}, ${form.name}`).toBe(true)
      }
    }
  })
})
