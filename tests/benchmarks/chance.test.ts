import { expect, it } from 'vitest'
import { chanceLevel } from '../../benchmarks/benchmark.ts'
import { BENCHMARKS } from '../../benchmarks/index.ts'

const declared = BENCHMARKS.flatMap(({ name, protocols }) =>
  Object.entries(protocols).map(([protocol, declaration]) => [name, protocol, declaration] as const),
)

it.each(declared)('knows what guessing scores on %s, protocol %s', (name, _protocol, declaration) => {
  const chance = chanceLevel(declaration)
  const [min, max] = declaration.scorer.range
  expect(chance).toBeGreaterThanOrEqual(min)
  expect(chance).toBeLessThan(max)
  if (declaration.scorer.needs.includes('judge')) expect(chance).toBe(min)
  if (name.startsWith('gsm8k') || name.startsWith('humaneval')) expect(chance).toBe(0)
})

it('is one of the options where there are any, and what the protocol says otherwise', () => {
  const gpqa = BENCHMARKS.find(({ name }) => name === 'gpqa-diamond')?.protocols.chat
  if (gpqa === undefined) throw new Error('GPQA has a chat protocol')
  expect(chanceLevel(gpqa)).toBe(1 / 4)
  expect(chanceLevel({ ...gpqa, chance: 0.3 })).toBe(0.3)
})
