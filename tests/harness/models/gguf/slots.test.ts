import { expect, it } from 'vitest'
import { createSlots } from '../../../../harness/models/gguf/slots.ts'

it('gives each thing to one taker at a time, first come, first served', async () => {
  const slots = createSlots(['a', 'b'])
  const taken: string[] = []
  const takers = [1, 2, 3, 4].map(async (taker) => taken.push(`${taker}${await slots.take()}`))
  await Promise.all(takers.slice(0, 2))
  expect(taken).toEqual(['1a', '2b'])
  slots.give('b')
  slots.give('a')
  await Promise.all(takers)
  expect(taken).toEqual(['1a', '2b', '3b', '4a'])
})
