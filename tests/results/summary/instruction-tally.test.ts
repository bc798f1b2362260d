import { expect, it } from 'vitest'
import { InstructionTally } from '../../../results/summary/instruction-tally.ts'

it('counts every instruction alike, however many a prompt has', () => {
  const tally = new InstructionTally()
  const verdict = (kind: string, strict: boolean, loose: boolean) => ({ kind, strict, loose, found: '' })
  tally.add({
    value: 0,
    answer: 'x',
    instructions: [verdict('b', false, true), verdict('a', true, true), verdict('b', false, false)],
  })
  tally.add({ value: 1, answer: 'y', instructions: [verdict('a', true, true)] })
  expect(tally.facts()).toEqual({
    instructions: { a: { n: 2, strict: 1, loose: 1 }, b: { n: 2, strict: 0, loose: 0.5 } },
    metrics: { 'instruction-level strict': 0.5, 'instruction-level loose': 0.75 },
  })
})

it('says nothing of runs without instructions', () => {
  const tally = new InstructionTally()
  tally.add({ value: 1, answer: '7' })
  expect(tally.facts()).toEqual({})
})
