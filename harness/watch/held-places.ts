/** Where a watch keeps checkpoints while they are evaluated, and what an earlier one that was killed has left there. */
import { basename, dirname, join, resolve } from 'node:path'
import { lockFolder } from '../../results/store/lock.ts'
import { type Candidate, watchedPlace } from '../checkpoints/candidates.ts'
import { isLink, makeFolder, namesIn, removeEmptyFolder, removeFolder } from '../checkpoints/files.ts'
import { ggufFilesIn, stepIn } from '../checkpoints/names.ts'
import { inspectCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { hashFacts } from '../lib/hash.ts'

/** Held by one process at a time. */
export interface HeldPlaces {
  /** In the folder of runs, or else beside the checkpoints, where hard links to them can be made. */
  readonly places: readonly string[]
  /** Checkpoints that were in use, or waited, when an earlier watch was killed, by name; its trainer may have deleted them since. */
  readonly left: ReadonlyMap<string, Candidate>
  /** @param isOver whether none of them is needed again */
  close(isOver: boolean): Promise<void>
}

/**
 * @param what tells this watch from others of the same folder that may run beside it
 * @throws StoreError where the same watch is running already, or the folder of runs cannot be written
 */
export async function openHeldPlaces(out: string, runsDir: string, what: unknown): Promise<HeldPlaces> {
  const { root } = watchedPlace(out)
  const key = hashFacts([resolve(out), what], 8)
  const own = join(runsDir, `.watch-${key}`) // dotted names are not listed as runs
  await makeFolder(own)
  const lock = await lockFolder(own)
  const places: string[] = []
  for (const place of [join(own, 'held'), join(root, `.evalkit-${key}`)]) if (!(await isLink(place))) places.push(place)
  const left = new Map<string, Candidate>()
  for (const place of places) for (const [name, candidate] of await leftIn(place, root)) left.set(name, candidate)
  return {
    places,
    left,
    async close(isOver) {
      if (isOver) for (const place of places) await removeFolder(place)
      await lock.release()
      await removeEmptyFolder(own)
    },
  }
}

async function leftIn(place: string, root: string): Promise<[name: string, Candidate][]> {
  const found: [string, Candidate][] = []
  for (const name of (await namesIn(place))?.folders ?? []) {
    const folder = join(place, name)
    const files = (await namesIn(folder))?.files ?? []
    const [gguf] = ggufFilesIn(files)
    const path = gguf === undefined ? folder : join(folder, gguf)
    // What was being put there when the process was killed is of no use.
    if ((await inspectCheckpoint(path)).outcome !== 'whole') await removeFolder(folder)
    else found.push([name, candidateAt(path, name, root)])
  }
  return found
}

function candidateAt(path: string, name: string, root: string): Candidate {
  const step = stepIn(name)
  if (step === undefined) return { path, pattern: root, isFinal: true, isKept: true }
  return { path, pattern: join(root, step.pattern), step: step.step, isFinal: false, isKept: true }
}

/** Folders in which new checkpoints appear. */
export const foldersOf = (out: string, candidates: readonly Candidate[]): string[] => [
  ...new Set([
    watchedPlace(out).root,
    ...candidates.filter(({ isFinal }) => !isFinal).map(({ pattern }) => dirname(pattern)),
  ]),
]

/** The name under which a checkpoint is held. */
export const heldName = ({ path, isFinal }: Candidate, root: string): string =>
  isFinal && path === root ? 'final' : basename(path)
