/** Writes files whole or not at all: what was there before stays where the disk is full, or the process is killed. */
import { chmod, writeFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'

interface WriteOptions {
  /** Of the file. Absent: that of the one it replaces, or the usual one. */
  readonly mode?: number
}

/**
 * The library writes once, and takes a part that a nearly full disk accepts for the whole. So its temporary file is filled here, and it
 * is given nothing to write; it still syncs the file and puts it into its place.
 *
 * @throws as node:fs does; then the file is as it was
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const nothing = undefined as unknown as string
  await writeFileAtomic(path, nothing, { ...options, tmpfileCreated: (file) => fill(file, content) })
}

/** The temporary file has the mode of the one it replaces, which may be read only; the library gives it that again at the end. */
const fill = (file: string, content: string | Uint8Array) =>
  writeFile(file, content).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error
    await chmod(file, 0o600)
    await writeFile(file, content)
  })
