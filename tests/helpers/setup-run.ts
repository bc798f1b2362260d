/** Around the whole suite: see `globalSetup` in vitest.config.ts. */
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'

/** How names of temporary folders begin. @param runner pid of the process that runs the suite, and starts the workers */
export const folderPrefix = (runner: number) => `evalkit-test-${runner}-`

/** @throws where tests have left temporary folders behind */
export async function teardown(): Promise<void> {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix(process.pid)))
  if (left.length > 0) throw new Error(`tests left folders in ${tmpdir()}: ${left.join(', ')}`)
}
