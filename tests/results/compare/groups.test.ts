import { describe, expect, it } from 'vitest'
import { pairRuns } from '../../../results/compare/groups.ts'
import { IncomparableError, UsageError } from '../../../results/errors.ts'
import { runOf } from '../../helpers/records.ts'

const run = (label: string, benchmark = 'gsm8k', copy = '') => ({
  ...runOf(label, [], { benchmark: { name: benchmark, version: 1 } }),
  folder: `runs/${label}-${benchmark}${copy}`,
})
const named = (pairs: ReturnType<typeof pairRuns>) =>
  pairs.map(({ baseline, candidate }) => `${baseline.folder.slice(5)} → ${candidate.folder.slice(5)}`)

describe('runs given to compare', () => {
  it('are paired by benchmark with the runs of the baseline’s label', () => {
    const runs = [run('base'), run('sft', 'humaneval'), run('sft'), run('base', 'humaneval'), run('dpo')]
    expect(named(pairRuns(runs, { label: 'base' }))).toEqual([
      'base-gsm8k → sft-gsm8k',
      'base-gsm8k → dpo-gsm8k',
      'base-humaneval → sft-humaneval',
    ])
  })

  it('are paired with runs of their own as the baseline', () => {
    const baseline = { runs: [run('main'), run('main', 'humaneval')] }
    expect(named(pairRuns([run('sft'), run('main', 'gsm8k', '-2')], baseline))).toEqual([
      'main-gsm8k → sft-gsm8k',
      'main-gsm8k → main-gsm8k-2',
    ])
  })

  it('cannot be paired without a baseline of the benchmark', () => {
    expect(() => pairRuns([run('base'), run('sft', 'humaneval')], { label: 'base' })).toThrow(IncomparableError)
    expect(() => pairRuns([run('sft', 'humaneval')], { runs: [run('base')] })).toThrow(
      'humaneval: no run of the baseline',
    )
  })

  it('must be one of a benchmark as the baseline, and each named once', () => {
    const two = { runs: [run('base'), run('main')] }
    expect(() => pairRuns([run('sft')], two)).toThrow(UsageError)
    expect(() => pairRuns([run('sft')], two)).toThrow('gsm8k: two runs of the baseline')
    expect(() => pairRuns([run('base'), run('base')], { label: 'base' })).toThrow('runs/base-gsm8k is given twice')
  })
})
