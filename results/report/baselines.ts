/** The baselines that there are, as text. */
import type { BaselineRun, BaselinesFile } from '../schema/baselines.ts'
import { plainTable, scoreText } from './forms/terminal.ts'
import type { TextOptions } from './layout.ts'

/** A baseline's run without what only a comparison needs. */
function baselineFacts({ run, origin, manifest, summary }: BaselineRun) {
  return {
    benchmark: manifest.benchmark.name,
    protocol: manifest.protocol.name,
    model: manifest.model.label,
    ...(summary.score !== undefined && { score: summary.score }),
    n: summary.n,
    startedAt: manifest.startedAt,
    origin,
    run,
  }
}

/** By name, for machines. */
export const baselinesFacts = ({ baselines }: BaselinesFile) =>
  Object.fromEntries(
    Object.entries(baselines).map(([name, { runs, anchor }]) => [
      name,
      { runs: runs.map(baselineFacts), ...(anchor && { anchor: anchor.map(baselineFacts) }) },
    ]),
  )

export function baselinesTable({ baselines }: BaselinesFile, options: TextOptions = {}): string {
  const rows = Object.entries(baselines).flatMap(([name, { runs, anchor = [] }]) => [
    ...runs.map((run) => row(`@${name}`, run)),
    ...anchor.map((run) => row(`@${name}, anchor`, run)),
  ])
  return plainTable(['baseline', 'benchmark', 'model', 'protocol', 'score', 'run on', 'how'], rows, options)
}

function row(name: string, { origin, manifest, summary }: BaselineRun): string[] {
  return [
    name,
    manifest.benchmark.name,
    manifest.model.label,
    manifest.protocol.name,
    scoreText(summary),
    manifest.startedAt.slice(0, 10),
    origin,
  ]
}
