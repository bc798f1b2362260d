/** Files of earlier versions in today's shape; `validate.ts` applies this to everything before it checks it. */

/** The number of answers to each sample used to be called `repeats`, though it is the number of repeats times option orders. */
const [OLD, NEW] = ['repeats', 'trialsPerSample']

export const upgradeManifest = (manifest: unknown) => renamed(manifest, OLD, NEW)

/** The reverse: digests in baselines files of earlier versions are of this form. */
export const downgradeManifest = (manifest: unknown) => renamed(manifest, NEW, OLD)

/** A copy with the manifests of all its runs upgraded. */
export function upgradeBaselines(file: unknown): unknown {
  return JSON.parse(JSON.stringify(file), (name, value) => (name === 'manifest' ? upgradeManifest(value) : value))
}

/** The field stays where it is, since digests depend on the order. */
function renamed(facts: unknown, from: string, to: string): unknown {
  if (typeof facts !== 'object' || facts === null || !(from in facts)) return facts
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name === from ? to : name, value]))
}
