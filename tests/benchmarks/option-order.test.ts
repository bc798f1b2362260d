import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyLetter, lettered, type OptionPlan, orderFromContent, orderOfTrial } from '../../benchmarks/option-order.ts'

const texts = ['Which is a colour?', 'red', 'up', 'two', 'old']
const sorted = (order: readonly number[]) => [...order].sort((a, b) => a - b)

describe('an order drawn from the content', () => {
  it('is this one, on every machine and in every version', () => {
    expect([1, 2, 3, 4].map((repeat) => orderFromContent(texts, 4, repeat).join(''))).toMatchInlineSnapshot(`
      [
        "2301",
        "3201",
        "3102",
        "2103",
      ]
    `)
  })

  it('is another for another repeat or another text, and heeds neither blanks around a text nor the kind of line end', () => {
    const order = (changed: readonly string[], repeat = 1) => orderFromContent(changed, 4, repeat).join('')
    const lines = texts.with(0, 'Which is\na colour?')
    expect(order(lines.with(0, '  Which is\r\na colour?\n'))).toBe(order(lines))
    const others = Array.from({ length: 40 }, (_, i) => order(texts.with(4, `old ${i}`)))
    expect(new Set(others).size).toBeGreaterThan(10)
    expect(new Set(Array.from({ length: 40 }, (_, i) => order(texts, i))).size).toBeGreaterThan(10)
  })

  it('puts every option somewhere, and the key as often at each letter', () => {
    const keys = new Map<string, number>()
    for (let i = 0; i < 4000; i++) {
      const order = orderFromContent([`${i}`], 4, 1)
      expect(sorted(order)).toEqual([0, 1, 2, 3])
      keys.set(keyLetter(order), (keys.get(keyLetter(order)) ?? 0) + 1)
    }
    expect([...keys.keys()].sort()).toEqual(['A', 'B', 'C', 'D'])
    for (const times of keys.values()) expect(Math.abs(times - 1000)).toBeLessThan(120)
  })
})

describe('the key', () => {
  it('is found by its index, also where two options read the same', () => {
    const options = ['red', 'red', 'up', 'old']
    expect(lettered(options, [2, 1, 3, 0])).toBe('A) up\nB) red\nC) old\nD) red')
    expect(keyLetter([2, 1, 3, 0])).toBe('D')
  })
})

describe('the order of a trial', () => {
  const plan: OptionPlan<string[]> = { count: 4, order: (row, _index, repeat) => orderFromContent(row, 4, repeat) }
  const order = (repeat: number, permutations: number) => orderOfTrial(plan, texts, 0, repeat, permutations)

  it('without permutations is that of its repeat', () => {
    expect(order(3, 1)).toEqual(orderFromContent(texts, 4, 3))
  })

  it('with four permutations shows the key once at each letter in every round', () => {
    fc.assert(
      fc.property(fc.nat(20), (round) => {
        const letters = [1, 2, 3, 4].map((turn) => keyLetter(order(4 * round + turn, 4)))
        expect(letters.sort()).toEqual(['A', 'B', 'C', 'D'])
        expect(order(4 * round + 1, 4)).toEqual(orderFromContent(texts, 4, round + 1))
      }),
    )
  })
})
