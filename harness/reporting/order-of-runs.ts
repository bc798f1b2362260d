/** Orders runs and finds their baseline, independently of how a shell sorts folders. */
import { checkpointOf } from '../../results/checkpoint.ts'
import { UsageError } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'

type NamedRun = Pick<FinishedRun, 'folder' | 'manifest'>

/**
 * The label of the baseline that the runs were made with, if one of the runs has that label.
 *
 * @returns undefined when no run recorded it, as in earlier versions
 * @throws UsageError when runs recorded different baselines
 */
export function recordedBaseline(runs: readonly NamedRun[]): string | undefined {
  const labels = new Set(runs.map(({ manifest }) => manifest.model.label))
  const known = new Map<string, NamedRun>()
  for (const run of runs) {
    const { baseline } = run.manifest
    if (baseline !== undefined && labels.has(baseline) && !known.has(baseline)) known.set(baseline, run)
  }
  const [first, second] = known
  if (first !== undefined && second !== undefined) {
    throw new UsageError(
      `the runs disagree on the baseline: ${first[0]} by ${first[1].folder}, ${second[0]} by ${second[1].folder}`,
      { hint: `Name it: --baseline ${first[1].folder}, or leave out the runs of one of the two commands.` },
    )
  }
  return first?.[0]
}

/** Whether folders are in the order of a shell's `evalkit-runs/*`, which the user did not choose. */
export function isInGlobOrder(folders: readonly string[]): boolean {
  const isRising = (inOrder: (a: string, b: string) => boolean) =>
    folders.every((folder, at) => at === 0 || inOrder(folders[at - 1] ?? '', folder))
  return isRising((a, b) => a <= b) || isRising((a, b) => a.localeCompare(b, 'en') <= 0)
}

/**
 * Sorts by benchmark, in order of first appearance, then by series of checkpoints, then by step, then by label in natural order:
 * `step-200` before `step-1000`.
 */
export function inModelOrder<Run extends NamedRun>(runs: readonly Run[]): Run[] {
  const benchmarks = [...new Set(runs.map(({ manifest }) => manifest.benchmark.name))]
  const placed = runs.map((run) => {
    const { label } = run.manifest.model
    const { step = -1, series = '' } = checkpointOf(run.manifest.model)
    // Checkpoints whose label names no series stay where their label belongs.
    return { run, label, step, series: series === '' ? label.replace(/\d+$/, '') : series }
  })
  const place = ({ manifest }: NamedRun) => benchmarks.indexOf(manifest.benchmark.name)
  return placed
    .sort(
      (a, b) =>
        place(a.run) - place(b.run) ||
        NATURAL.compare(a.series, b.series) ||
        a.step - b.step ||
        NATURAL.compare(a.label, b.label),
    )
    .map(({ run }) => run)
}

const NATURAL = new Intl.Collator('en', { numeric: true })
