/** Which earlier run folders a command goes on with. Nothing is ever reused unless `--resume` asks for it. */
import { StoreError } from '../results/errors.ts'
import type { RunManifest } from '../results/schema.ts'
import { listRuns, openRun, type StoredRun } from '../results/store.ts'

/** Finds, for the manifest of a run about to start, the earlier run that it continues. */
export type FindEarlier = (manifest: RunManifest) => StoredRun | undefined

/**
 * @param resume absent: nothing is resumed; `''`: the newest command in `runsDir` that left equal runs unfinished;
 *   otherwise one run folder
 * @throws StoreError when the folder is not a run
 */
export async function findEarlierRuns(resume: string | undefined, runsDir: string): Promise<FindEarlier> {
  if (resume === undefined) return () => undefined
  if (resume !== '') {
    const run = await openRun(resume)
    return (manifest) => {
      if (run.manifest.hash === manifest.hash) return run
      throw new StoreError(`${resume}: not the run that is asked for: ${differences(run.manifest, manifest)}`, {
        hint: 'Repeat the command that began it, or leave --resume away to start a new run.',
      })
    }
  }
  const runs = (await listRuns(runsDir)).reverse()
  // A command with several models may have finished the first ones: their runs belong to the same group.
  const group = runs.find((run) => run.manifest.status !== 'complete')?.manifest.group
  return (manifest) => runs.find((run) => run.manifest.hash === manifest.hash && run.manifest.group === group)
}

const PARTS = ['benchmark', 'protocol', 'model', 'generation', 'repeats', 'dataset', 'items'] as const

function differences(earlier: RunManifest, asked: RunManifest): string {
  const differing = PARTS.filter((part) => JSON.stringify(earlier[part]) !== JSON.stringify(asked[part]))
  return `the ${differing.join(', ') || 'version of evalkit'} differs`
}
