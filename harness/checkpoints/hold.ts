/** Keeps a checkpoint readable while it is used, though its trainer deletes it (`save_total_limit`). */
import { basename, join } from 'node:path'
import { isGone, linkFiles, listFolder, removeFolder } from './files.ts'
import { isGgufPath } from './names.ts'
import { TRAINER_FILES } from './other-formats.ts'
import { stateOfFiles, type WholeCheckpoint } from './read-checkpoint.ts'

export interface HeldCheckpoint {
  /** Where the weights can be read. */
  readonly path: string
  /** Deletes the second names. */
  release(): Promise<void>
}

/**
 * Gives its files second names in one of the places, without the optimizer's. Costs no room until the trainer deletes the first ones.
 *
 * @param name of the checkpoint in the place; what was held there before is replaced
 * @returns where it cannot be held (another file system, no hard links): the checkpoint where it is; undefined where it was deleted or
 *   written to
 */
export async function holdCheckpoint(
  { facts, contents, state }: WholeCheckpoint,
  name: string,
  places: readonly string[],
): Promise<HeldCheckpoint | undefined> {
  const isFile = isGgufPath(facts.path)
  const from = contents.folder.path
  const names = isFile
    ? contents.files.map((file) => file.name)
    : [...contents.folder.files.keys()].filter((file) => !TRAINER_FILES.test(file))
  for (const place of places) {
    const to = join(place, name)
    const release = () => removeFolder(to)
    if (from === to) return { path: facts.path, release } // held before
    const isHeld = await linkFiles(from, names, to).then(
      () => true,
      () => false, // another file system, or the file is gone
    )
    const found = await statesIn(isHeld ? to : from, contents.files)
    if (found === state && isHeld) return { path: isFile ? join(to, basename(facts.path)) : to, release }
    await release()
    if (found !== state) return undefined
  }
  return { path: facts.path, release: async () => undefined }
}

/** @returns undefined where the folder is gone */
async function statesIn(folder: string, files: WholeCheckpoint['contents']['files']): Promise<string | undefined> {
  try {
    return stateOfFiles(files, (await listFolder(folder)).files)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}
