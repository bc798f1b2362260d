import { describe, expect, it } from 'vitest'
import { matches, type Row, rowsOf, tally } from '../../../../../results/report/forms/html/page/rows.ts'
import type { PageBenchmark, PageTrial } from '../../../../../results/report/forms/html/page-data.ts'

const [right, wrong, open]: PageTrial[] = [
  { v: 1, a: '7', t: ['Seven it is'] },
  { v: 0, a: null },
  { u: 'model-error' },
]
const sample = (number: number, before: PageTrial | undefined, after: PageTrial | undefined, group = 'algebra') => ({
  id: `gsm8k/${number}`,
  group,
  prompts: ['How many?'],
  runs: [before === undefined ? [] : [before], after === undefined ? [] : [after]],
})

const benchmark: PageBenchmark = {
  name: 'gsm8k',
  best: 1,
  binary: true,
  views: [],
  samples: [
    sample(0, right, right),
    sample(1, wrong, wrong, 'geometry'),
    sample(2, right, wrong),
    sample(3, right, open),
    sample(4, right, undefined),
    sample(5, { v: 0.5 }, { v: 0.5 }),
  ],
}
const before = { run: 0, name: 'base' }
const after = { run: 1, name: 'sft', folder: 'runs/sft' }
const rows = rowsOf(benchmark, { title: '', before, after, flips: { 'gsm8k/2': ['lost', 'now without an answer'] } })
const any = { outcome: '', change: '', group: '', text: '' }
const ids = (filter: Partial<typeof any>) =>
  rows.filter((row) => matches(row, { ...any, ...filter })).map(({ sample }) => sample.id)

describe('the rows of a comparison', () => {
  it('say what became of each sample', () =>
    expect(rows.map(({ outcome, change }) => [outcome, change].join())).toEqual([
      'both right,',
      'both wrong,',
      'lost,now without an answer',
      'not scored,',
      'not scored,',
      'unchanged,',
    ]))

  it.each([
    [{ outcome: 'lost' }, ['gsm8k/2']],
    [{ change: 'now without an answer' }, ['gsm8k/2']],
    [{ group: 'geometry' }, ['gsm8k/1']],
    [{ text: 'SEVEN IT' }, ['gsm8k/0', 'gsm8k/2', 'gsm8k/3', 'gsm8k/4']],
    [{ text: 'seven', outcome: 'not scored' }, ['gsm8k/3', 'gsm8k/4']],
    [{ text: 'gsm8k/5' }, ['gsm8k/5']],
  ])('are found by %j', (filter, found) => expect(ids(filter)).toEqual(found))

  it('are counted', () =>
    expect([...tally(rows.map(({ outcome }: Row) => outcome))]).toEqual([
      ['both right', 1],
      ['both wrong', 1],
      ['lost', 1],
      ['not scored', 2],
      ['unchanged', 1],
    ]))
})

it('a run alone is right, wrong or not scored', () =>
  expect(rowsOf(benchmark, { title: '', after, flips: {} }).map(({ outcome }) => outcome)).toEqual([
    'right',
    'wrong',
    'wrong',
    'not scored',
    'wrong',
  ]))
