/** Where looks are recorded: in a file of the user's own, in the baselines file, or in the folder of runs. */
import { join } from 'node:path'
import { readBaselines, type StoredBaselines, writeBaselines } from '../../results/baselines/file.ts'
import { LOOKS, readLooks, recordLooks } from '../../results/gate/look-log.ts'
import type { GateLook } from '../../results/schema/gate.ts'

export interface LedgerPlaces {
  readonly runsDir: string
  /** `--looks`. */
  readonly looks: string | undefined
  /** `--baselines`. */
  readonly baselines: string | undefined
}

/** By the flags of a command. */
export const ledgerLocations = (
  { looks, baselines }: Omit<LedgerPlaces, 'runsDir'>,
  { runsDir }: Pick<LedgerPlaces, 'runsDir'>,
): LedgerPlaces => ({ runsDir, looks, baselines })

export interface Ledger {
  /** The file to which looks are added. */
  readonly path: string
  /** What to do so that the next CI job counts this look; absent where the file has been kept from an earlier one. */
  readonly caution?: string
  /** Of all places, oldest first: a look counts wherever it was recorded. */
  readonly looks: readonly GateLook[]
  /** @throws StoreError when they cannot be written */
  add(looks: readonly GateLook[]): Promise<void>
}

/**
 * @param isStored the baseline is one of the baselines file, which then carries the looks as well: it is committed, and runs
 *   folders are not
 * @throws StoreError for a file that is damaged
 */
export async function openLedger({ runsDir, looks, baselines }: LedgerPlaces, isStored: boolean): Promise<Ledger> {
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
      // Read again: another gate may have added its own meanwhile.
      const { content } = await readBaselines(path, process.cwd())
      await writeBaselines({ path, content: { ...content, looks: [...(content.looks ?? []), ...added] } })
    },
  }
}
