import { expect, it } from 'vitest'
import { compareRuns } from '../../../../results/compare/compare.ts'
import { HONEST, honestPair } from '../../../helpers/honest-pairs.ts'

/** 20 of each of the 10 kinds. */
const SEEDS = 20

it.each(HONEST.map((kind) => [kind.name, kind] as const))('no check fails of an honest pair: %s', async (_, kind) => {
  const raised: string[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { baseline, candidate } = await honestPair(kind, seed * 7919)
    const { checks = [] } = (await compareRuns(baseline, candidate)).facts
    raised.push(...checks.map(({ found }) => `${seed}: ${found}`))
  }
  expect(raised).toEqual([])
})
