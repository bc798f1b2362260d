import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawValidation, readShare } from '../../../harness/training/split.ts'

const draw = fc.record({
  lines: fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 200 }),
  share: fc.double({ min: 0, max: 0.99, noNaN: true }),
  seed: fc.nat(),
})

it('puts the share of the prompts aside, the same ones each time, in whatever order they come', () => {
  fc.assert(
    fc.property(draw, ({ lines, share, seed }) => {
      const drawn = drawValidation(lines, share, seed)
      expect(drawn.size).toBe(Math.round(share * lines.length))
      expect(lines).toEqual(expect.arrayContaining([...drawn]))
      expect(drawValidation(lines.toReversed(), share, seed)).toEqual(drawn)
    }),
  )
})

it('draws others with another seed', () => {
  const lines = Array.from({ length: 100 }, (_, i) => i + 1)
  expect(drawValidation(lines, 0.5, 1)).not.toEqual(drawValidation(lines, 0.5, 2))
})

it.each([
  ['5%', 0.05],
  ['0.05', 0.05],
  ['.5', 0.5],
  ['0', 0],
])('reads %s', (text, share) => expect(readShare('--validation', text)).toBeCloseTo(share))

it.each(['1', '100%', 'half', '-1%', ''])('refuses %j', (text) =>
  expect(() => readShare('--validation', text)).toThrow(/--validation .*not a share below 1/),
)
