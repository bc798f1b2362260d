/** Which run is the baseline and in which order models are shown must not depend on how a shell sorts folders. */
import { UsageError } from '../../results/errors.ts'
import type { FinishedRun } from '../../results/store/read.ts'

type NamedRun = Pick<FinishedRun, 'folder' | 'manifest'>

/**
 * The label that the commands behind these runs had as their baseline, where one of the runs has it.
 *
 * @returns undefined where no run knows, as those of earlier versions
 * @throws UsageError where runs name different ones
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
      { hint: `Name it: --baseline ${first[1].folder}, or leave the runs of one of the two commands out.` },
    )
  }
  return first?.[0]
}

/** Folders in the order in which a shell writes out `evalkit-runs/*`: nobody has chosen it. */
export function isInGlobOrder(folders: readonly string[]): boolean {
  const isRising = (inOrder: (a: string, b: string) => boolean) =>
    folders.every((folder, at) => at === 0 || inOrder(folders[at - 1] ?? '', folder))
  return isRising((a, b) => a <= b) || isRising((a, b) => a.localeCompare(b, 'en') <= 0)
}

/** By benchmark, as they first come; then by label, with numbers in them as numbers: `step-200` before `step-1000`. */
export function inModelOrder<Run extends NamedRun>(runs: readonly Run[]): Run[] {
  const benchmarks = [...new Set(runs.map(({ manifest }) => manifest.benchmark.name))]
  const place = ({ manifest }: NamedRun) => benchmarks.indexOf(manifest.benchmark.name)
  return runs.toSorted((a, b) => place(a) - place(b) || NATURAL.compare(a.manifest.model.label, b.manifest.model.label))
}

const NATURAL = new Intl.Collator('en', { numeric: true })
