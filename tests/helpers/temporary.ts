import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { folderPrefix } from './setup-run.ts'

/** Folders that last as long as the test file. */
const filesOwn = new Set<string>()

/**
 * A folder of the test's own, gone when the test has finished.
 *
 * @param onFinished from the test's context, which a test that runs beside others needs
 */
export async function temporaryFolder(onFinished = onTestFinished): Promise<string> {
  const folder = await newFolder()
  onFinished(() => remove(folder))
  return folder
}

/** A folder for all tests of a file, made in `beforeAll`, gone when the file has finished. */
export async function sharedFolder(): Promise<string> {
  const folder = await newFolder()
  filesOwn.add(folder)
  return folder
}

export async function removeSharedFolders(): Promise<void> {
  await Promise.all([...filesOwn].map(remove))
  filesOwn.clear()
}

const newFolder = () => mkdtemp(join(tmpdir(), folderPrefix(process.ppid)))

const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 3 })
