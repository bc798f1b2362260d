import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { afterFile } from './after-file.ts'
import { folderPrefix, listOfFolders } from './setup-run.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The folders of the test file that is running. */
const made = new Set<string>()

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

/** Those that are still there, or there again. */
export const foldersLeft = (): string[] => [...made].filter(existsSync)

/** The next file's folders are others. */
export const forgetFolders = (): void => made.clear()

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), folderPrefix(process.ppid)))
  made.add(folder)
  await appendFile(listOfFolders(process.ppid), `${folder}\t${relative(ROOT, expect.getState().testPath ?? '')}\n`)
  return folder
}

/** Tries for about five seconds, while something that has just ended still writes there. */
const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
