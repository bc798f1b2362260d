import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Tests of commands start Node processes, and CI machines are slow at times.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['harness/**', 'benchmarks/**', 'scorers/**', 'results/**', 'bin/**'] },
  },
})
