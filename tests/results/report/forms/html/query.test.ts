import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flipsOf, pairUp } from '../../../../../results/compare/pairs.ts'
import { readScores } from '../../../../../results/compare/scores.ts'
import type { PageTrial } from '../../../../../results/report/forms/html/page-data.ts'
import { answerQuery, changeOf, type Query, SHOWS } from '../../../../../results/report/forms/html/query.ts'
import { record, runOf } from '../../../../helpers/records.ts'

const right: PageTrial = { v: 1, a: '7', n: 10, l: 900 }
const wrong: PageTrial = { v: 0, a: '8', n: 30, l: 100 }
const silent: PageTrial = { v: 0, a: null }
const cut: PageTrial = { v: 0, a: null, f: 'truncated' }
const onward: PageTrial = { v: 1, a: '7', o: 1 }
const open: PageTrial = { u: 'model-error' }

const sample = (number: number, runs: readonly (readonly PageTrial[])[], g = 'algebra') => ({
  ...{ id: `gsm8k/${number}`, q: 'How many?', g, r: runs },
})
const benchmark = {
  range: [0, 1] as const,
  samples: [
    sample(0, [[right], [right], [right]]),
    sample(1, [[wrong], [wrong], [right]], 'geometry'),
    sample(2, [[right], [wrong], [right]]),
    sample(3, [[right], [open], [cut]]),
    sample(4, [[right], [], [silent]]),
    sample(5, [[wrong], [onward], [wrong]]),
    sample(6, [
      [right, wrong],
      [wrong, wrong],
      [right, right],
    ]),
    sample(10, [[right], [wrong], [wrong]]),
  ],
}
const ask = (query: Partial<Query>) => answerQuery(benchmark, { models: [0, 1], ...query })
const ids = (query: Partial<Query>) => ask(query).rows.map(({ sample }) => Number(sample.id.split('/')[1]))

describe('the samples of a benchmark', () => {
  it.each([
    ['lost', [2, 10, 6]],
    ['gained', [5]],
    ['changed', [2, 10, 6, 5]],
    ['unstable', [6]],
    ['right', [0]],
    ['wrong', [1]],
    ['run-on', [5]],
    ['unscored', [3]],
  ] as const)('that are %s are found, the largest loss first', (show, found) => expect(ids({ show })).toEqual(found))

  it('are found by what any chosen model did', () => {
    expect(ids({ models: [0, 1, 2], show: 'truncated' })).toEqual([3])
    expect(ids({ models: [0, 1, 2], show: 'unanswered' })).toEqual([4])
    expect(ids({ models: [0, 1], show: 'unanswered' })).toEqual([])
  })

  it.each([
    ['loss', [2, 10, 6, 0, 1, 3, 4, 5]],
    ['sample', [0, 1, 2, 3, 4, 5, 6, 10]],
    ['tokens', [1, 2, 5, 6, 10, 0, 3, 4]],
    ['latency', [0, 2, 3, 4, 6, 10, 1, 5]],
  ] as const)('are sorted by %s', (sort, order) => expect(ids({ sort })).toEqual(order))

  it('of one model alone begin with the lowest score, those without one last', () =>
    expect(ids({ models: [1] })).toEqual([1, 2, 6, 10, 0, 5, 3]))

  it('are counted for each filter as the other filters are', () => {
    expect(ask({}).shows).toEqual({
      lost: 3,
      gained: 1,
      changed: 4,
      unstable: 1,
      right: 1,
      wrong: 1,
      'run-on': 1,
      unscored: 1,
    })
    expect(ask({ category: 'geometry' }).shows).toEqual({ wrong: 1 })
    expect(ask({ show: 'wrong' }).categories).toEqual({ geometry: 1 })
    expect(ask({ found: new Set(['gsm8k/2', 'gsm8k/5']) }).shows).toMatchObject({ lost: 1, gained: 1 })
  })

  it('are in the numbers that the filters promise, whatever the samples', () => {
    const trial = fc.constantFrom(right, wrong, silent, cut, onward, open)
    const trials = fc.array(trial, { maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(trials, trials, trials), { maxLength: 12 }),
        fc.subarray([0, 1, 2], { minLength: 1 }),
        (all, models) => {
          const given = {
            range: [0, 1] as const,
            samples: all.map((runs, at) => sample(at, runs, at % 2 ? 'odd' : 'even')),
          }
          const { shows, rows, categories } = answerQuery(given, { models })
          for (const show of SHOWS) expect(answerQuery(given, { models, show }).rows.length).toBe(shows[show] ?? 0)
          expect(Object.values(categories).reduce((sum, one) => sum + one, 0)).toBe(rows.length)
          for (const [at, { rank }] of rows.entries()) if (at > 0) expect(rows[at - 1]?.rank).toBeLessThanOrEqual(rank)
        },
      ),
    )
  })

  it('of ratings are neither right nor wrong', () => {
    const rated = {
      range: [1, 10] as const,
      samples: [sample(0, [[{ v: 1 }], [{ v: 1 }]]), sample(1, [[{ v: 8 }], [{ v: 3 }]])],
    }
    expect(answerQuery(rated, { models: [0, 1] }).shows).toEqual({ lost: 1, changed: 1 })
  })
})

it('a sample is lost or gained exactly where the comparison says so', async () => {
  const values = fc.array(fc.nat(1), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(values, values), { minLength: 1, maxLength: 8 }), async (samples) => {
      const run = (side: 0 | 1) =>
        runOf(
          ['base', 'sft'][side] ?? '',
          samples.flatMap((pair, at) =>
            pair[side].map((value, repeat) => record(`gsm8k/${at}`, value, { repeat: repeat + 1 })),
          ),
          { trialsPerSample: 3 },
        )
      const [before, after] = [await readScores(run(0)), await readScores(run(1))]
      const { pairs } = pairUp(before, after, { repeats: [3, 3], range: [0, 1], samples: samples.length })
      const flips = new Map(flipsOf(pairs, false).map(({ id, direction }) => [id, direction]))
      for (const [at, pair] of samples.entries()) {
        const [first, second] = pair.map((side) => side.map((v) => ({ v })))
        expect(changeOf(first ?? [], second ?? [])).toBe(flips.get(`gsm8k/${at}`) ?? 'same')
      }
    }),
    { numRuns: 60 },
  )
})
