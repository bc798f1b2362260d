import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DuplicateKind } from '../../../harness/training/choices.ts'
import { Duplicates } from '../../../harness/training/duplicates.ts'

const ask = (content: string) => [{ role: 'user' as const, content }]

/** The line that the second of two prompts repeats, and how. */
function secondOf(kind: DuplicateKind, first: string, second: string) {
  const duplicates = new Duplicates(kind, 0.8)
  expect(duplicates.find(ask(first), 1)).toBeUndefined()
  return duplicates.find(ask(second), 2)
}

const runsOf = (words: readonly string[]) => new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(' ')))

const STORY =
  'A baker sells nine loaves in the morning and four more in the afternoon, and on Sunday she sells twice as many as on Monday. How many loaves does she sell?'

describe('duplicates', () => {
  it.each<[DuplicateKind, string, string, string | undefined]>([
    ['keep', 'Same.', 'Same.', undefined],
    ['exact', 'Same.', 'Same.', 'exact'],
    ['exact', 'Same.', 'same', undefined],
    ['normalised', 'Same  thing, here!', 'same thing here', 'normalised'],
    ['normalised', '小明有 3 个苹果。', '小明有3个苹果', 'normalised'],
    ['normalised', 'One thing', 'Other thing', undefined],
    ['near', STORY, STORY.replace('baker', 'farmer'), 'near'],
    [
      'near',
      STORY,
      'A farmer sells nine pigs. How many pigs has he left, if there were ten of them before that day?',
      undefined,
    ],
    ['normalised', '???', '!!!', undefined],
  ])('by %s: %j, %j', (kind, first, second, found) =>
    expect(secondOf(kind, first, second)).toEqual(found && { kind: found, line: 1 }),
  )

  it('tell prompts apart by their roles and turns', () => {
    const duplicates = new Duplicates('exact', 0.8)
    duplicates.find(ask('A'), 1)
    expect(duplicates.find([{ role: 'system', content: 'A' }, ...ask('A')], 2)).toBeUndefined()
  })

  it('find any text again, near or not, and never more than share of runs allows', () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/)
    const text = fc.array(word, { minLength: 30, maxLength: 60 }).map((words) => words.join(' '))
    fc.assert(fc.property(text, (text) => secondOf('near', text, text)?.kind === 'exact'))
    fc.assert(
      fc.property(text, fc.nat(29), (text, at) => {
        // One word of n ≥ 30 is in three runs of three: at least 25 of 31 different ones stay, if none comes twice.
        const words = text.split(' ')
        fc.pre(new Set(words).size === words.length)
        const changed = words.with(at, 'zzzzzzzzzz').join(' ')
        return secondOf('near', text, changed)?.kind === 'near'
      }),
    )
  })

  it('are near exactly where the share of three-word runs in common says so', () => {
    const near = fc.record({
      length: fc.integer({ min: 20, max: 120 }),
      changed: fc.array(fc.nat(119), { maxLength: 12 }),
      threshold: fc.double({ min: 0.6, max: 0.95, noNaN: true }),
    })
    fc.assert(
      fc.property(near, ({ length, changed, threshold }) => {
        const words = Array.from({ length }, (_, i) => `w${i}`)
        const others = words.map((word, i) => (changed.includes(i) ? `other${i}` : word))
        const [a, b] = [runsOf(words), runsOf(others)]
        const common = [...a].filter((run) => b.has(run)).length
        const duplicates = new Duplicates('near', threshold)
        duplicates.find(ask(words.join(' ')), 1)
        const found = duplicates.find(ask(others.join(' ')), 2)
        // Bands miss a pair that is alike by 0.6 once in eighty times: the law holds for what they are made for.
        const share = common / (a.size + b.size - common)
        fc.pre(share === 1 || share < threshold || share >= 0.8)
        return (found !== undefined) === share >= threshold
      }),
      { seed: 1 },
    )
  })
})
