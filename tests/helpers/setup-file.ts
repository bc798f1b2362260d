/** Around each test file: see `setupFiles` in vitest.config.ts. */
import { afterAll } from 'vitest'
import { fileHasFinished } from './after-file.ts'

afterAll(fileHasFinished)
