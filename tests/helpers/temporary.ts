import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * A folder of the test's own, gone when the test has finished.
 *
 * @param onFinished from the test's context, which a test that runs beside others needs
 */
export async function temporaryFolder(onFinished = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evalkit-test-'))
  onFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
