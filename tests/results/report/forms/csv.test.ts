import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRows } from '../../../../benchmarks/data/csv.ts'
import { csvReport } from '../../../../results/report/forms/csv.ts'
import { sampleTrials } from '../../../../results/report/sample-trials.ts'
import type { RunManifest, SampleRecord } from '../../../../results/schema/schema.ts'
import { finishedRun, record, records, turn, unscoredRecord } from '../../../helpers/records.ts'
import { resultsOf } from '../../../helpers/results.ts'

async function csvOf(
  before: readonly SampleRecord[],
  after: readonly SampleRecord[],
  changes: Partial<RunManifest> = {},
) {
  const results = await resultsOf(await finishedRun('base', before, changes), await finishedRun('sft', after, changes))
  return csvReport(results, await Promise.all(results.runs.map((run) => sampleTrials(run, false))))
}

describe('a CSV report', () => {
  it('has a row for each sample, in sample order, with what became of it under each model', async () => {
    const before = [record('gsm8k/10', 1), record('gsm8k/2', 0, { answer: null, flaw: 'truncated' })]
    const after = [unscoredRecord('gsm8k/10'), record('gsm8k/2', 1, { turns: [turn({ usage: { outputTokens: 12 } })] })]
    expect((await csvOf(before, after)).split('\r\n')).toEqual([
      'benchmark,id,group,repeat,target,' +
        'base outcome,base value,base answer,base flaw,base output tokens,base change,' +
        'sft outcome,sft value,sft answer,sft flaw,sft output tokens,sft change',
      'gsm8k,gsm8k/2,,1,,scored,0,,truncated,,,scored,1,1,,12,gained: truncated',
      'gsm8k,gsm8k/10,,1,,scored,1,1,,,,model-error,,,,,',
      '',
    ])
  })

  it('says what a run has no trial of', async () => {
    const csv = await csvOf(records('11'), records('1'), { items: { count: 2, hash: '00' } })
    expect(csv).toContain('gsm8k,gsm8k/1,,1,,scored,1,1,,,,missing,,,,,')
  })

  it('has a row for each repeat', async () => {
    const twice = [record('gsm8k/0', 1), record('gsm8k/0', 0, { repeat: 2 })]
    expect((await csvOf(twice, twice, { trialsPerSample: 2 })).split('\r\n').map((line) => line.split(',')[3])).toEqual(
      ['repeat', '1', '2', undefined],
    )
  })

  it('keeps every answer as it is, but for what a spreadsheet would run', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (answer) => {
        const one = [record('gsm8k/0', 1, { answer })]
        const rows = [...csvRows(await csvOf(one, one))]
        expect(rows).toHaveLength(1)
        const cell = rows[0]?.row['base answer']
        expect([answer, `'${answer}`]).toContain(cell)
        expect(cell).not.toMatch(/^\s*[=@]|^\s*[+-](?!\d[\d,.]*$)/)
      }),
    ))

  it.each([
    ['=HYPERLINK("http://evil.example","1")', `"'=HYPERLINK(""http://evil.example"",""1"")"`],
    ['@SUM(1)', `"'@SUM(1)"`],
    ['-2+3', `"'-2+3"`],
    ['\t=1', `"'\t=1"`],
    ['\u0000=1', `"'\u0000=1"`],
    ['\u034f=1', `"'\u034f=1"`],
    ['＝1', `"'＝1"`],
    ['-5', '-5'],
    ['+1,080.50', '"+1,080.50"'],
    ['a "b"', '"a ""b"""'],
  ])('writes %j as %s', async (answer, cell) => {
    const one = [record('gsm8k/0', 1, { answer })]
    expect(await csvOf(one, one)).toContain(`scored,1,${cell},`)
  })

  it('has only letters of protected answers', async () => {
    const one = [record('gpqa-diamond/0', 1, { answer: 'a long line of a question' })]
    expect(await csvOf(one, one, { protected: {} })).not.toContain('a long line')
  })
})
