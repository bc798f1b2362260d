import { describe, expect, it } from 'vitest'
import { overviewTable } from '../../../results/report/overview.ts'
import type { Comparison } from '../../../results/schema/comparison.ts'
import type { BenchmarkSummary } from '../../../results/schema/schema.ts'
import type { ShownRun } from '../../../results/words/notes.ts'
import { manifest } from '../../helpers/stored-run.ts'

function run(label: string, benchmark: string, score: number, summary: Partial<BenchmarkSummary> = {}): ShownRun {
  return {
    manifest: { ...manifest, benchmark: { name: benchmark, version: 1 }, model: { ...manifest.model, label } },
    summary: { score, interval: [score - 0.02, score + 0.02], ...summary } as BenchmarkSummary,
  } as ShownRun
}
const RATINGS: Partial<BenchmarkSummary> = { range: [1, 10], interval: [7.1, 7.5] }

const compared = (candidate: string, benchmark: string, delta: number, holmP: number, range?: [number, number]) =>
  ({ candidate, benchmark, delta, p: holmP / 2, holmP, ...(range && { range }) }) as Comparison

const runs = [
  run('base', 'gsm8k', 0.808),
  run('sft', 'gsm8k', 0.851),
  run('base', 'mt-bench', 7.3, RATINGS),
  run('sft', 'mt-bench', 7.2, RATINGS),
]
const comparisons = [compared('sft', 'gsm8k', 0.043, 0.001), compared('sft', 'mt-bench', -0.1, 0.6, [1, 10])]

describe('models × benchmarks', () => {
  it('stand side by side, each with its uncertainty, and a mark only where chance is ruled out', () => {
    const table = overviewTable(runs, comparisons) ?? ''
    expect(table.split('\n').slice(0, 5)).toEqual([
      'model          gsm8k       mt-bench',
      '───────────────────────────────────',
      'base   80.8 ± 2.0%    7.30 ± 0.20',
      'sft    85.1 ± 2.0%    7.20 ± 0.20',
      '              +4.3 *        −0.10',
    ])
    expect(table).toMatch(/\* p < 0\.05 over all 2 comparisons of\s+the table \(Holm\)/)
  })

  it('are no table where there is one benchmark', () => {
    expect(overviewTable(runs.slice(0, 2), comparisons)).toBeUndefined()
  })

  it('leave a gap where a model was not run', () => {
    expect(overviewTable(runs.slice(0, 3), [])).toMatch(/^sft +85\.1 ± 2\.0% +–$/m)
  })

  it('may have published numbers beside them, marked as such', () => {
    const published = [{ label: 'theirs', scores: { gsm8k: { value: 92.2, interval: [90.6, 93.6] as const } } }]
    const table = overviewTable(runs, comparisons, { published }) ?? ''
    expect(table).toMatch(/^theirs † +92\.2 ± 1\.5 +–$/m)
    expect(table).toMatch(/† published, not measured here/)
  })
})
