/** The ledger of looks: a file of the user's, the baselines file, or a file in the folder of runs. */
import { join } from 'node:path'
import { readBaselines, type StoredBaselines, writeBaselines } from '../../results/baselines/file.ts'
import { LOOKS, readLooks, recordLooks } from '../../results/gate/look-log.ts'
import type { GateLook } from '../../results/schema/gate.ts'

export interface LedgerLocations {
  readonly runsDir: string
  /** Value of `--looks`. */
  readonly looks: string | undefined
  /** Value of `--baselines`. */
  readonly baselines: string | undefined
}

/** Takes the locations from the flags of a command. */
export const ledgerLocations = (
  { looks, baselines }: Omit<LedgerLocations, 'runsDir'>,
  { runsDir }: Pick<LedgerLocations, 'runsDir'>,
): LedgerLocations => ({ runsDir, looks, baselines })

export interface Ledger {
  /** File that looks are added to. */
  readonly path: string
  /** How to keep this look for the next CI job; absent when the file was kept from an earlier job. */
  readonly caution?: string
  /** Looks of all files, oldest first: a look counts wherever it was recorded. */
  readonly looks: readonly GateLook[]
  /** @throws StoreError when the file cannot be written */
  add(looks: readonly GateLook[]): Promise<void>
}

/**
 * @param isStored whether the baseline comes from the baselines file, which then records the looks too: it is committed, unlike
 *   run folders
 * @throws StoreError for a damaged file
 */
export async function openLedger({ runsDir, looks, baselines }: LedgerLocations, isStored: boolean): Promise<Ledger> {
  const named = looks ?? (process.env.EVALKIT_LOOKS || undefined)
  const stored = isStored ? await readBaselines(baselines, process.cwd()) : undefined
  const inRuns = await fileLedger(join(runsDir, LOOKS))
  const ledgers = [
    ...(named === undefined ? [] : [await fileLedger(named)]),
    ...(stored === undefined ? [] : [baselinesLedger(stored)]),
    inRuns,
  ]
  const all = ledgers.flatMap((ledger) => ledger.looks)
  return { ...(ledgers[0] ?? inRuns), looks: all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) }
}

async function fileLedger(path: string): Promise<Ledger> {
  const looks = await readLooks(path)
  const caution =
    `${path}: has no earlier looks. Keep this file from job to job, or looks are not counted: cache it, or name another with ` +
    '--looks FILE'
  return { path, looks, ...(looks.length === 0 && { caution }), add: (added) => recordLooks(path, added) }
}

function baselinesLedger({ path, content: { looks = [] } }: StoredBaselines): Ledger {
  return {
    path,
    looks,
    caution: `${path}: holds this look now. Commit it, or name a file that is kept from job to job: --looks FILE`,
    add: async (added) => {
      // Read again: another gate may have added a look since.
      const { content } = await readBaselines(path, process.cwd())
      await writeBaselines({ path, content: { ...content, looks: [...(content.looks ?? []), ...added] } })
    },
  }
}
