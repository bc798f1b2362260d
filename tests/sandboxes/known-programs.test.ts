/** The lists are what they say: every problem is solved by its right answer alone, and no attack can be meant to pass. */
import { afterAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import { ATTACKS } from '../../sandboxes/test-programs/attacks.ts'
import { OWN_PROBLEMS } from '../../sandboxes/test-programs/problems.ts'
import { SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'

const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
afterAll(() => sandbox.close())

describe.each(OWN_PROBLEMS)('$id', ({ task, right, wrong }) => {
  const outcome = async (completion: string, check: 'split' | 'in-place') =>
    (await sandbox.run({ ...task, check, completion })).outcome

  it.each(['split', 'in-place'] as const)('is solved by its right answer, and by no other (%s)', async (check) => {
    expect(await outcome(right, check)).toBe('passed')
    for (const completion of [...wrong, '    return None\n'])
      expect(await outcome(completion, check)).not.toBe('passed')
  })
})

it('names each attack once, by its number', () => {
  const names = ATTACKS.flatMap(({ language, attacks }) => attacks.map(({ name }) => `${language} ${name}`))
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(80)
  for (const name of names) expect(name).toMatch(/^(python [TMHFJ]|javascript S)\d+ \S/)
})

it('lets no attack pass', () => {
  expect(ATTACKS.flatMap(({ attacks }) => attacks).filter(({ outcomes }) => outcomes.includes('passed'))).toEqual([])
})
