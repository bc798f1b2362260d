import type { ShownRun } from '../words/notes.ts'

/** A name for each run that no other run of its benchmark has: the label; `sft (2)` for a second of one label. */
export function runNames(runs: readonly ShownRun[]): string[] {
  const seen = new Map<string, number>()
  return runs.map(({ manifest: { benchmark, model } }) => {
    const key = `${benchmark.name} ${model.label}`
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    return times === 1 ? model.label : `${model.label} (${times})`
  })
}
