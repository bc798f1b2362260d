/**
 * Prints `N passed, N failed, N skipped` from vitest's JSON report. A file that could not be loaded is one failure.
 * Exits 1 when anything failed, or no test ran.
 */
import { readFileSync } from 'node:fs'

let [passed, failed, skipped] = [0, 0, 0]
for (const { status, assertionResults } of JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')).testResults) {
  if (status === 'failed' && assertionResults.length === 0) failed++
  for (const test of assertionResults) {
    if (test.status === 'passed') passed++
    else if (test.status === 'failed') failed++
    else skipped++
  }
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
if (failed > 0 || passed === 0) process.exitCode = 1
