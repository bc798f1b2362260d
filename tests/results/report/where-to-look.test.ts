import { describe, expect, it } from 'vitest'
import { whereToLook } from '../../../results/report/where-to-look.ts'
import { finishedRun, records } from '../../helpers/records.ts'
import { resultsOf } from '../../helpers/results.ts'

describe('where to look', () => {
  it('has a command for what was lost, one for a report, and the folders of a few runs', async () => {
    const results = await resultsOf(
      await finishedRun('base', records('1111')),
      await finishedRun('sft', records('1101')),
    )
    expect(whereToLook(results)).toEqual([
      'samples lost and gained: evalkit show evalkit-runs/base evalkit-runs/sft',
      'a report to read:        evalkit report evalkit-runs/base evalkit-runs/sft -o report.html',
      'evalkit-runs/base',
      'evalkit-runs/sft',
    ])
  })

  it('has the folder alone of one run', async () => {
    const run = await finishedRun('base', records('1111'))
    expect(whereToLook({ runs: [run], comparisons: [] })).toEqual(['evalkit-runs/base'])
  })

  it('names many runs of one command by what they have in common', async () => {
    const runs = []
    for (const label of ['a', 'b', 'c', 'd', 'e']) {
      const run = await finishedRun(label, records('1111'))
      runs.push({ ...run, folder: `my runs/20261122T220310Z_gsm8k_${label}_0badcafe` })
    }
    expect(whereToLook({ runs, comparisons: [] })).toEqual([
      "a report to read:        evalkit report 'my runs'/*_0badcafe -o report.html",
      "all runs:                evalkit list runs --runs-dir 'my runs'",
    ])
  })

  it('names three runs of one command by what they have in common, and one by one where they are of several', async () => {
    const runs = []
    for (const label of ['a', 'b', 'c']) {
      const run = await finishedRun(label, records('1111'))
      runs.push({ ...run, folder: `evalkit-runs/20261122T220310Z_gsm8k_${label}_0badcafe` })
    }
    expect(whereToLook({ runs, comparisons: [] })[0]).toBe(
      'a report to read:        evalkit report evalkit-runs/*_0badcafe -o report.html',
    )
    const [first, second, third] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0]]
    const other = { ...third, folder: 'evalkit-runs/20261122T220310Z_gsm8k_c_12345678' }
    expect(whereToLook({ runs: [first, second, other], comparisons: [] })[0]).toBe(
      `a report to read:        evalkit report ${first.folder} ${second.folder} ${other.folder} -o report.html`,
    )
  })
})
