import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byBadness, cellAt, matrixOf, worstCell } from '../../../results/report/matrix.ts'
import { finishedRun, record, records } from '../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../helpers/results.ts'

const named = (benchmark: string) => ({ benchmark: { name: benchmark, version: 1 } })

const runOf = async (benchmark: string, label: string, values: string, changes = {}) => ({
  ...(await finishedRun(
    label,
    [...values].map((value, at) => record(`${benchmark}/${at}`, Number(value))),
    { ...named(benchmark), ...changes },
  )),
  folder: `runs/${benchmark}_${label}`,
})

/** Two benchmarks × two candidates; `b` on `second` lost most. */
async function four() {
  const all = '1'.repeat(60)
  const first = await resultsOf(
    await runOf('first', 'base', all),
    await runOf('first', 'a', all),
    await runOf('first', 'b', `0${'1'.repeat(59)}`),
  )
  const second = await resultsOf(
    await runOf('second', 'base', all),
    await runOf('second', 'a', `00${'1'.repeat(58)}`),
    await runOf('second', 'b', '0'.repeat(30) + '1'.repeat(30)),
  )
  return { runs: [...first.runs, ...second.runs], comparisons: [...first.comparisons, ...second.comparisons] }
}

describe('models × benchmarks', () => {
  it('begin with the worst cell, in rows and in columns', async () => {
    const matrix = matrixOf(await four())
    expect(matrix.benchmarks.map(({ name }) => name)).toEqual(['second', 'first'])
    expect(matrix.models).toEqual(['b', 'a'])
    expect(worstCell(matrix)).toMatchObject({ benchmark: 'second', model: 'b', isMarked: true, verdict: 'worse' })
  })

  it('begin with the worst cell whatever the results', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }), async (losses) => {
        const groups = await Promise.all(
          ['gsm8k', 'humaneval'].map(async (benchmark, at) =>
            gatedResultsOf(
              {},
              await runOf(benchmark, 'base', '1'.repeat(60)),
              await runOf(benchmark, 'a', '1'.repeat(60 - (losses[2 * at] ?? 0)).padStart(60, '0')),
              await runOf(benchmark, 'b', '1'.repeat(60 - (losses[2 * at + 1] ?? 0)).padStart(60, '0')),
            ),
          ),
        )
        for (const results of groups) {
          const matrix = matrixOf(results)
          const [benchmark, model] = [matrix.benchmarks[0]?.name ?? '', matrix.models[0] ?? '']
          const first = cellAt(matrix, benchmark, model)
          for (const cell of matrix.cells)
            if (first !== undefined) expect(byBadness(first, cell)).toBeLessThanOrEqual(0)
        }
      }),
      { numRuns: 10 },
    ),
  )

  it('have the baseline beside the benchmark, and not among the models', async () => {
    const { benchmarks, models } = matrixOf(await four())
    expect(benchmarks.map(({ baseline }) => [baseline?.model, baseline?.score])).toEqual([
      ['base', '100.0%'],
      ['base', '100.0%'],
    ])
    expect(models).not.toContain('base')
  })

  it('show runs without a baseline as they were given', async () => {
    const runs = [await runOf('first', 'x', '01'), await runOf('first', 'y', '11')]
    const matrix = matrixOf({ runs, comparisons: [] })
    expect(matrix.models).toEqual(['x', 'y'])
    expect(matrix.cells.map(({ verdict, delta }) => [verdict, delta])).toEqual([
      ['', undefined],
      ['', undefined],
    ])
    expect(worstCell(matrix)).toBeUndefined()
  })

  it('tell two runs of one model apart', async () => {
    const twice = [await runOf('first', 'x', '01'), { ...(await runOf('first', 'x', '11')), folder: 'runs/again' }]
    expect(matrixOf({ runs: twice, comparisons: [] }).models).toEqual(['x', 'x (2)'])
  })

  it('have nothing to show of nothing', () =>
    expect(matrixOf({ runs: [], comparisons: [] })).toEqual({ benchmarks: [], models: [], cells: [] }))
})

describe('the signs of a cell', () => {
  it('count what was not scored, cut off or read up to a point, the grave ones first', async () => {
    const cut = record('gsm8k/0', 0, { answer: null, flaw: 'truncated' })
    const onward = record('gsm8k/1', 1, { runOn: { at: 3, mark: 'Question:', leaked: false, ranOn: true } })
    const silent = record('gsm8k/2', 0, { answer: null })
    const run = await finishedRun('sft', [cut, onward, silent, ...records('1'.repeat(100)).slice(3)])
    const [cell] = matrixOf({ runs: [run], comparisons: [] }).cells
    expect(cell?.signs.map(({ words, filter, isGrave }) => [words, filter, isGrave])).toEqual([
      ['1 truncated', 'truncated', false],
      ['1 unanswered', 'unanswered', false],
      ['1 ran on', 'run-on', false],
    ])
  })

  it('name a check that failed, and the sentence behind it', async () => {
    const same = records('1'.repeat(60)).map((one, at) => ({
      ...one,
      attempt: {
        turns: [
          {
            prompt: 'p',
            completion: { text: `The same long reply, word for word, number ${at}`, finishReason: 'stop' as const },
          },
        ],
      },
    }))
    const results = await resultsOf(await finishedRun('base', same), await finishedRun('sft', same))
    const [cell] = matrixOf(results).cells
    expect(cell?.signs[0]).toMatchObject({ words: 'check identical-replies', isGrave: true })
    expect(cell?.signs[0]?.meaning).toMatch(/^Check identical-replies failed: /)
  })
})
