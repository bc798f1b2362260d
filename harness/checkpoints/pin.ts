/** Pins checkpoints: hard links keep their files while they are in use, though their trainer deletes them (`save_total_limit`). */
import { basename, join } from 'node:path'
import { isGone, linkFiles, listFolder, removeFolder } from './files.ts'
import { isGgufPath } from './names.ts'
import { TRAINER_FILES } from './other-formats.ts'
import { stateOfFiles, type WholeCheckpoint } from './read-checkpoint.ts'

export interface PinnedCheckpoint {
  /** Where the weights can be read. */
  readonly path: string
  /** Deletes the links. */
  release(): Promise<void>
}

/**
 * Links the files of a checkpoint, without those of the optimizer. Takes no disk space until the trainer deletes its own names for them.
 *
 * @param name of the pin in its folder; replaces an earlier pin of that name, unless it is of the same files
 * @param places folders for pins; the first that can hold it is used
 * @returns the checkpoint where it is if it cannot be linked (another file system, no hard links); undefined if it was deleted or
 *   written to
 */
export async function pinCheckpoint(
  { facts, contents, state }: WholeCheckpoint,
  name: string,
  places: readonly string[],
): Promise<PinnedCheckpoint | undefined> {
  const isFile = isGgufPath(facts.path)
  const from = contents.folder.path
  const names = isFile
    ? contents.files.map((file) => file.name)
    : [...contents.folder.files.keys()].filter((file) => !TRAINER_FILES.test(file))
  for (const place of places) {
    const to = join(place, name)
    const release = () => removeFolder(to)
    const path = isFile ? join(to, basename(facts.path)) : to
    // Pinned before, if only under this name: the trainer may delete its own at any moment.
    if ((await statesIn(to, contents.files)) === state) return { path, release }
    const isLinked = await linkFiles(from, names, to).then(
      () => true,
      () => false, // another file system, or the file is gone
    )
    const found = await statesIn(isLinked ? to : from, contents.files)
    if (found === state && isLinked) return { path, release }
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
