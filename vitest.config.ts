import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const CORES = availableParallelism()

export default defineConfig({
  test: {
    // By default vitest keeps a core for itself, which is half of a CI machine with two.
    maxWorkers: Math.max(CORES - 1, Math.min(2, CORES)),
    // Tests of commands start Node processes, and CI machines are slow at times.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    globalSetup: 'tests/helpers/setup-run.ts',
    setupFiles: 'tests/helpers/setup-file.ts',
    isolate: false,
    include: ['tests/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['harness/**', 'benchmarks/**', 'scorers/**', 'results/**', 'bin/**'] },
  },
})
