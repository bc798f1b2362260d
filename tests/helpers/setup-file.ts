/** Around each test file: see `setupFiles` in vitest.config.ts. */
import { afterAll, vi } from 'vitest'
import { fileHasFinished } from './after-file.ts'
import { ProcessState } from './process-state.ts'
import { foldersLeft, forgetFolders } from './temporary.ts'

const MOST_NAMED = 12

const state = new ProcessState()

afterAll(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs() // `unstubEnvs` does so before a test, and the last has none after it
  await fileHasFinished()
  const changes = await state.changes(foldersLeft)
  state.restore()
  forgetFolders()
  if (changes.length === 0) return
  const more = changes.length > MOST_NAMED ? `, and ${changes.length - MOST_NAMED} more` : ''
  throw new Error(`left by tests of this file: ${changes.slice(0, MOST_NAMED).join(', ')}${more}`)
})
