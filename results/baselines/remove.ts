/** Taking a baseline away, or some of what it has. */
import type { Baseline, BaselineRun } from '../schema/baselines.ts'
import type { StoredBaselines } from './file.ts'

export interface RemoveOptions {
  /** Of which benchmarks; none: of all. */
  readonly benchmarks: readonly string[]
  /** The anchor alone; else the anchor as well. */
  readonly anchor: boolean
}

export interface Removed extends StoredBaselines {
  readonly removed: readonly BaselineRun[]
}

/** The baselines without those runs; a name that has nothing any more goes as well. Files are left to the caller. */
export function withoutBaseline(
  { path, content }: StoredBaselines,
  name: string,
  { benchmarks, anchor: anchorAlone }: RemoveOptions,
): Removed {
  const { [name]: old = { runs: [] }, ...others } = content.baselines
  const isMeant = ({ manifest }: BaselineRun) => benchmarks.length === 0 || benchmarks.includes(manifest.benchmark.name)
  const { runs, anchor = [] } = old
  const kept = {
    runs: anchorAlone ? runs : runs.filter((run) => !isMeant(run)),
    anchor: anchor.filter((run) => !isMeant(run)),
  }
  const left: Baseline = { runs: kept.runs, ...(kept.anchor.length > 0 && { anchor: kept.anchor }) }
  const isEmpty = kept.runs.length + kept.anchor.length === 0
  return {
    path,
    content: { ...content, baselines: isEmpty ? others : { ...others, [name]: left } },
    removed: [...runs, ...anchor].filter((run) => !kept.runs.includes(run) && !kept.anchor.includes(run)),
  }
}
