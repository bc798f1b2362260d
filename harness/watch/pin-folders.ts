/** The folders in which a watch pins checkpoints, and the pins that an earlier watch left there when it was killed. */
import { join, resolve } from 'node:path'
import { lockFolder } from '../../results/store/lock.ts'
import { makeFolder } from '../../results/store/make-folder.ts'
import { type Candidate, watchedPlace } from '../checkpoints/candidates.ts'
import { isLink, namesIn, removeEmptyFolder, removeFolder } from '../checkpoints/files.ts'
import { ggufFilesIn, stepIn } from '../checkpoints/names.ts'
import { inspectCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { hashFacts } from '../lib/hash.ts'

/** Locked: one process has them at a time. */
export interface PinFolders {
  /** In the folder of runs, or else beside the checkpoints, where hard links to them can be made. */
  readonly folders: readonly string[]
  /** Pins of an earlier watch that was killed, by name; the trainer may have deleted the checkpoints since. */
  readonly leftovers: ReadonlyMap<string, Candidate>
  /** @param isOver whether no pin is needed again */
  close(isOver: boolean): Promise<void>
}

/**
 * @param key tells this watch from others of the same folder that may run beside it
 * @throws StoreError where the same watch is running already, or the folder of runs cannot be written
 */
export async function openPinFolders(out: string, runsDir: string, key: unknown): Promise<PinFolders> {
  const { root } = watchedPlace(out)
  const hash = hashFacts([resolve(out), key], 8)
  const own = join(runsDir, `.watch-${hash}`) // dotted names are not listed as runs
  await makeFolder(own)
  const lock = await lockFolder(own)
  const folders: string[] = []
  for (const folder of [join(own, 'pinned'), join(root, `.evalkit-${hash}`)]) {
    if (!(await isLink(folder))) folders.push(folder)
  }
  const leftovers = new Map<string, Candidate>()
  for (const folder of folders) for (const [name, pin] of await pinsIn(folder, root)) leftovers.set(name, pin)
  return {
    folders,
    leftovers,
    async close(isOver) {
      if (isOver) for (const folder of folders) await removeFolder(folder)
      await lock.release()
      await removeEmptyFolder(own)
    },
  }
}

async function pinsIn(place: string, root: string): Promise<[name: string, Candidate][]> {
  const found: [string, Candidate][] = []
  for (const name of (await namesIn(place))?.folders ?? []) {
    const folder = join(place, name)
    const [gguf] = ggufFilesIn((await namesIn(folder))?.files ?? [])
    const path = gguf === undefined ? folder : join(folder, gguf)
    // A pin that was being made when the process was killed is incomplete.
    if ((await inspectCheckpoint(path)).outcome !== 'whole') await removeFolder(folder)
    else found.push([name, candidateAt(path, name, root)])
  }
  return found
}

function candidateAt(path: string, name: string, root: string): Candidate {
  const step = stepIn(name)
  if (step === undefined) return { path, pattern: root, isFinal: true, isPinned: true }
  return { path, pattern: join(root, step.pattern), step: step.step, isFinal: false, isPinned: true }
}
