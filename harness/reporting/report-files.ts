/** Writes report files: all reports are rendered before the first is written, and each file is written atomically. */
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { StoreError, UsageError } from '../../results/errors.ts'
import { writeWhole } from '../../results/store/write-whole.ts'
import { remedyFor } from '../../results/system-errors.ts'

/** Checks the paths of reports up front. @throws UsageError for a file that could not be written */
export async function requireWritable(files: readonly string[]): Promise<void> {
  const twice = files.find((file, at) => files.findIndex((other) => resolve(other) === resolve(file)) < at)
  if (twice !== undefined) throw new UsageError(`-o ${twice} is given twice`, { hint: 'Name each file once.' })
  for (const file of files) {
    const folder = dirname(resolve(file))
    if (!(await isFolder(folder))) {
      throw new UsageError(`-o ${file}: there is no folder ${dirname(file)}`, { hint: 'Create it first.' })
    }
    if (await isFolder(file)) throw new UsageError(`-o ${file} is a folder`, { hint: 'Name a file in it.' })
  }
}

/** @throws StoreError naming the file */
export async function writeReport(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWhole(file, content)
  } catch (error) {
    const hint = remedyFor(error)
    throw new StoreError(`${file}: cannot be written: ${(error as Error).message}`, {
      cause: error,
      ...(hint !== undefined && { hint }),
    })
  }
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
