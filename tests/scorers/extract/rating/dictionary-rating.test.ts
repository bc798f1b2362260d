import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignBenchRating, dictionaryRating } from '../../../../scorers/extract/rating/dictionary-rating.ts'
import { DICTIONARY_RULES } from '../../../../scorers/extract/rating/rating-rules.ts'

const overall = (rule: typeof dictionaryRating, text: string) => rule.read(text)?.rating ?? null

const ONE_LINE = "{'事实正确性': 9, '综合得分': 7}"

describe('ratings in a dictionary', () => {
  it.each([
    [ONE_LINE, 7],
    [`先说理由。\n${ONE_LINE}`, 7],
    ["{{'事实正确性': 9, '综合得分': 7}}", 7],
    ["{\n  '事实正确性': 9,\n  '综合得分': 7\n}", 7],
    ["{'综合得分': 7.5}", 7.5],
    ['{"事实正确性": 9, "综合得分": 7}', 7],
    ["{'综合得分':7}", 7],
    ["{'综合得分'：7}", 7],
    ['{‘综合得分’： 7}', 7],
    ["{'综合得分': '7'}", 7],
    ['```json\n{"综合得分": 8}\n```', 8],
    ["{'综合得分': 3} 再想一想： {'综合得分': 6}", 6],
    ['综合得分：8', 8],
    ['**综合得分**：[[8]]', 8],
    ['综合得分为7分。', 7],
    ['综合得分：7/10', 7],
    ["{'综合得分': 7", 7],
    ["{'综合得分': 10}", 10],
    ["{'综合得分': 17}", null],
    ["{'综合得分': 0}", null],
    ['综合得分：1-10', null],
    ['综合得分应为 1 到 10 之间', null],
    ['该回答质量较好。', null],
    ["{'事实正确性': 9}", null],
    ['', null],
  ])('%j is read as %j', (text, rating) => expect(overall(dictionaryRating, text)).toBe(rating))

  it('give each dimension beside the whole, over several lines as well', () => {
    const text = '{\n"事实正确性": 9,\n"满足用户需求"： 8.5,\n\'公平与可负责程度\': 12,\n"综合得分": 7\n}'
    expect(dictionaryRating.read(text)).toEqual({
      rating: 7,
      via: 'dictionary',
      dimensions: { 事实正确性: 9, 满足用户需求: 8.5 },
    })
  })
})

/** As run on the authors' own expressions; the table is in the specification. */
describe('the authors’ rule', () => {
  it.each([
    [ONE_LINE, 7],
    ["{{'事实正确性': 9, '综合得分': 7}}", 7],
    ["{'综合得分': 3}\n{'综合得分': 6}", 6],
    ["{\n'事实正确性': 9,\n'综合得分': 7\n}", 7],
    ["{'综合得分': 7.5}", 7],
    ["{\n'综合得分': 7.5\n}", 7.5],
    ["{'综合得分': 17}", 17],
    [`${ONE_LINE} {1,2}`, 7],
    ['{"综合得分": 7}', null],
    ["{'综合得分':7}", null],
    ["{'综合得分'：7}", null],
    ["{'综合得分': '7'}", null],
    ['[[7]]', null],
    ['综合得分: 7', null],
  ])('%j is read as %j', (text, rating) => expect(overall(alignBenchRating, text)).toBe(rating))

  it('is what the expressions of upstream’s program find, on any text', () => {
    const pieces = fc.constantFrom('{', '}', "'", ': ', '7', '12', '综合得分', '清晰度', '\n', ' ', ',', '.5', ONE_LINE)
    const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (any) => {
        expect(overall(alignBenchRating, any)).toBe(byExpressions(any))
      }),
      { numRuns: 2000 },
    )
  })

  /** judge.py 94–127, with its own expressions, which take quadratic time. */
  function byExpressions(text: string): number | null {
    const inside = /{(.*?)}(?![^{]*{)/.exec(text)?.[1] ?? ''
    const ratings = new Map([...inside.matchAll(/'(.*?)': (\d+)/g)].map(([, name, rating]) => [name, Number(rating)]))
    const anywhere = /'综合得分': (\d+(\.\d{1,2})?)/.exec(text)?.[1]
    return ratings.get('综合得分') ?? (anywhere === undefined ? null : Number(anywhere))
  }
})

describe.each(DICTIONARY_RULES)('rule $name', (rule) => {
  it('finds a finite number or nothing, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const found = rule.read(any)
        expect(found === null || Number.isFinite(found.rating)).toBe(true)
      }),
    )
  })

  it.each([
    '{'.repeat(300_000),
    "'".repeat(300_000),
    `{${"'a".repeat(200_000)}`,
    `{${"'a': ".repeat(100_000)}}`,
    '综合得分'.repeat(100_000),
    `综合得分：${'1'.repeat(300_000)}`,
    `{'综合得分': ${'清'.repeat(300_000)}`,
  ])('does not hang on a long row of almost-ratings', (long) => expect(rule.read(long)).toBeNull())
})
