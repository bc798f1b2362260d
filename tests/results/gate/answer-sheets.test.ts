import { expect, it } from 'vitest'
import { scoreDigests } from '../../../results/gate/looks.ts'
import { record, records, runOf, unscoredRecord } from '../../helpers/records.ts'

const sheets = (...all: Parameters<typeof runOf>[1][]) => scoreDigests(runOf('sft', all.flat()))

it('are the same for the same scores, in whatever order and folder', async () => {
  expect(await sheets(records('1101'))).toEqual(await scoreDigests(runOf('other', records('1101').toReversed())))
  expect(await sheets(records('1101'))).not.toEqual(await sheets(records('1011')))
})

it('are one for repeats that are alike, and one each for those that are not', async () => {
  const repeat = (values: string, number: number) =>
    [...values].map((value, at) => record(`gsm8k/${at}`, Number(value), { repeat: number }))
  expect(await sheets(repeat('1101', 1), repeat('1101', 2))).toEqual(await sheets(records('1101')))
  expect(await sheets(repeat('1101', 1), repeat('1011', 2))).toHaveLength(2)
})

it('tell what was not scored from what was wrong', async () =>
  expect(await sheets([record('gsm8k/0', 0)])).not.toEqual(await sheets([unscoredRecord('gsm8k/0')])))
