import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { caveats } from '../../../results/words/caveats.ts'
import { records, runOf } from '../../helpers/records.ts'

/** Ten samples: the candidate gains the first four, and loses the last one. */
const items = { items: { count: 10, hash: '00' } }
const [before, after] = [runOf('base', records('0000011111'), items), runOf('sft', records('1111011110'), items)]
const ids = (...numbers: number[]) => new Set(numbers.map((number) => `gsm8k/${number}`))

const compared = async (...overlapping: number[]) =>
  (await compareRuns(before, after, { contaminated: new Map([['gsm8k', ids(...overlapping)]]) })).facts

describe('a comparison that knows which samples overlap with training data', () => {
  it('tells both scores once more, without them, and leaves the rest as it is', async () => {
    const { contaminated, ...rest } = await compared(0, 1, 2, 3)
    expect(rest).toEqual((await compareRuns(before, after)).facts)
    expect(contaminated).toMatchObject({
      samples: 4,
      without: { pairs: 6, baseline: 0.833333, candidate: 0.666667, delta: -0.166667, p: 1 },
    })
  })

  it('says so in words', async () => {
    expect(caveats(await compared(0, 1, 2, 3))).toEqual([
      expect.stringMatching(
        /^4 samples overlap with training data; score without overlapping samples, over 6: base 83\.3%, sft 66\.7%, Δ −16\.7 pp/,
      ),
    ])
    expect(caveats(await compared())).toEqual([expect.stringMatching(/^no sample overlaps/)])
    expect(caveats(await compared(0, 1, 2, 3, 4, 5, 6, 7, 8, 9))).toEqual([expect.stringMatching(/no other is scored/)])
  })

  it('says nothing of a benchmark that was not looked for', async () => {
    const { facts } = await compareRuns(before, after, { contaminated: new Map([['humaneval', ids(0)]]) })
    expect(facts.contaminated).toBeUndefined()
  })
})
