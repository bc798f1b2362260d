/** Files that ship with evalkit. */
import { fileURLToPath } from 'node:url'

/**
 * Absolute path of a file below `benchmarks/`: `bundledFile('wordproblems/wordproblems-test.jsonl')`.
 *
 * One expression fits both layouts: this source lies in `benchmarks/`, the published bundle in `dist/`, and either is
 * one folder below the package's root. `tools/build.ts` keeps the bundle flat for that reason.
 */
export function bundledFile(path: string): string {
  return fileURLToPath(new URL(`../benchmarks/${path}`, import.meta.url))
}
