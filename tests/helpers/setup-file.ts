/** Around each test file: see `setupFiles` in vitest.config.ts. */
import { afterAll } from 'vitest'
import { removeSharedFolders } from './temporary.ts'

afterAll(removeSharedFolders)
