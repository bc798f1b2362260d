import { describe, expect, it } from 'vitest'
import { mayBeIn, readLanguages } from '../../../harness/training/language.ts'

const ENGLISH =
  'A farmer has nine sheep and buys four more in the spring. How many sheep graze on his meadow in summer?'
const GERMAN =
  'Ein Bauer hat neun Schafe und kauft im Frühling noch vier dazu. Wie viele Schafe stehen dann auf der Weide?'
const CHINESE =
  '一位农民有九只羊，春天他又买了四只。到了夏天，草地上一共有多少只羊在吃草？请一步一步地思考，然后写出最后的答案。'

describe('a text', () => {
  it.each([
    [ENGLISH, 'en', true],
    [ENGLISH, 'de', false],
    [ENGLISH, 'zh', false],
    [GERMAN, 'de', true],
    [GERMAN, 'en,zh', false],
    [CHINESE, 'zh', true],
    [CHINESE, 'cmn', true],
    [CHINESE, 'en', false],
    // Too little prose to tell.
    ['Yes.', 'zh', true],
    [`\`\`\`python\n${ENGLISH}\n\`\`\``, 'zh', true],
    ['$\\frac{1}{2} + \\sqrt{x}$ = 3', 'zh', true],
  ])('%j may be in %s: %s', (text, languages, expected) =>
    expect(mayBeIn(text, readLanguages(languages))).toBe(expected),
  )
})
