/** What a page looks at: benchmarks, their models, and which of them are compared. */
import { matrixOf } from '../../matrix.ts'
import type { Results } from '../../results.ts'
import type { RecordedRun } from '../../sample-trials.ts'
import type { PageBenchmark } from './page-data.ts'

export interface RecordedResults extends Results {
  readonly runs: readonly RecordedRun[]
}

/** The benchmarks of results with their runs, the one with the worst cell first. */
export function pageBenchmarks(results: RecordedResults): { benchmark: PageBenchmark; runs: readonly RecordedRun[] }[] {
  const matrix = matrixOf(results)
  return matrix.benchmarks.map(({ name, isProtected, baseline }) => {
    const cells = [...(baseline ? [baseline] : []), ...matrix.cells.filter(({ benchmark }) => benchmark === name)]
    const runs = cells.flatMap(({ run }) => results.runs.find(({ folder }) => folder === run.folder) ?? [])
    const models = cells.map(({ model, run }) => ({ name: model.toWellFormed(), folder: run.folder }))
    const pairs = matrix.models.flatMap((model): [number, number][] => {
      const candidate = cells.findIndex((cell) => cell.model === model)
      const before = runs.findIndex(({ folder }) => folder === cells[candidate]?.comparison?.before.run)
      return candidate === -1 || before === -1 ? [] : [[before, candidate]]
    })
    const range = runs[0]?.summary.range ?? [0, 1]
    return { benchmark: { name, range, isProtected, models, pairs }, runs }
  })
}
