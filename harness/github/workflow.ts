/** What a GitHub workflow is told: its step summary, and annotations on the pull request. Nothing outside of one. */
import { appendFile, stat } from 'node:fs/promises'
import { annotations } from '../../results/report/annotations.ts'
import { markdownReport } from '../../results/report/markdown.ts'
import { withoutProtectedText } from '../../results/report/protection.ts'
import type { Results } from '../../results/report/results.ts'
import { command, note } from '../terminal.ts'

/** GitHub drops the summary of a step that is larger than 1 MiB, whoever wrote it. */
const MAX_SUMMARY_BYTES = 1024 * 1024

/** Results that compare nothing have nothing to say to a reviewer. */
export async function tellWorkflow(results: Results, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { comparisons, gate } = results
  if (comparisons.length === 0 && gate === undefined) return
  if (env.GITHUB_ACTIONS === 'true' && gate !== undefined) for (const line of annotations(gate)) command(line)
  const file = env.GITHUB_STEP_SUMMARY
  if (!file) return
  try {
    const written = await stat(file).then(
      ({ size }) => size,
      () => 0,
    )
    const report = reportWithin(MAX_SUMMARY_BYTES - written, withoutProtectedText(results))
    if (report === undefined) note('no step summary was written: this step has filled the 1 MiB that GitHub takes')
    else await appendFile(file, report)
  } catch (error) {
    // A verdict is not worth less where it cannot be shown in one more place.
    note(`no step summary was written: ${(error as Error).message}`)
  }
}

/** Too little to say a verdict in. */
const LEAST_BYTES = 2048

/** @returns the report, shortened to so many bytes of UTF-8; undefined where not even its head fits */
function reportWithin(bytes: number, results: Results): string | undefined {
  for (let limit = bytes; limit >= LEAST_BYTES; limit /= 2) {
    const report = markdownReport(results, Math.floor(limit))
    if (Buffer.byteLength(report) <= bytes) return report
  }
  return undefined
}
