/** Files of earlier versions in today's shape; `validate.ts` applies this to everything before it checks it. */

/** The number of answers to each sample used to be called `repeats`, though it is the number of repeats times option orders. */
const [OLD, NEW] = ['repeats', 'trialsPerSample']

export const upgradeManifest = (manifest: unknown) => renamed(manifest, OLD, NEW)

/** The reverse: digests in baselines files of earlier versions are of this form. */
export const downgradeManifest = (manifest: unknown) => renamed(manifest, NEW, OLD)

/** A copy with the manifests of all its runs upgraded. */
export const upgradeBaselines = (file: unknown): unknown =>
  changed(file, 'baselines', (baselines) =>
    Object.keys(asObject(baselines)).reduce(
      (all, name) =>
        changed(all, name, (baseline) => changed(changed(baseline, 'runs', upgradeRuns), 'anchor', upgradeRuns)),
      baselines,
    ),
  )

const upgradeRuns = (runs: unknown) =>
  Array.isArray(runs) ? runs.map((run) => changed(run, 'manifest', upgradeManifest)) : runs

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

/** A copy with another value in the same place, if the field is there. */
function changed(value: unknown, field: string, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value) || !Object.hasOwn(asObject(value), field)) return value
  return Object.fromEntries(
    Object.entries(asObject(value)).map(([name, inner]) => [name, name === field ? change(inner) : inner]),
  )
}

/** The field stays where it is, since digests depend on the order. */
function renamed(facts: unknown, from: string, to: string): unknown {
  if (typeof facts !== 'object' || facts === null || !(from in facts)) return facts
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name === from ? to : name, value]))
}
