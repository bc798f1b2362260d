import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { afterFile } from './after-file.ts'
import { folderPrefix } from './setup-run.ts'

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
  afterFile(() => remove(folder))
  return folder
}

const newFolder = () => mkdtemp(join(tmpdir(), folderPrefix(process.ppid)))

const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 3 })
