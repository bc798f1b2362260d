/** Around the whole suite: see `globalSetup` in vitest.config.ts. */
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How names of temporary folders begin. @param runner pid of the process that runs the suite, and starts the workers */
export const folderPrefix = (runner: number) => `evalkit-test-${runner}-`

/** A file of lines `folder<tab>test file`: all that were made. @param runner as above */
export const listOfFolders = (runner: number) => join(tmpdir(), `${folderPrefix(runner)}folders`)

/**
 * Removes what is left, and says which test file made it. A file that leaves a folder fails (`setup-file.ts`). What comes back later, by
 * work that went on, fails nothing here: no test's result depends on it.
 */
export async function teardown(): Promise<void> {
  const list = listOfFolders(process.pid)
  const lines = (await readFile(list, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
  for (const [folder = '', file] of lines.map((line) => line.split('\t'))) {
    if (!existsSync(folder)) continue
    process.stderr.write(`${file}: something it started wrote into ${folder} after its tests had finished\n`)
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => undefined)
  }
  await rm(list, { force: true })
}
