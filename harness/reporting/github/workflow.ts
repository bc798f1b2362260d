/** What a GitHub workflow is told: its step summary, and annotations on the pull request. Nothing outside of one. */
import { appendFile, stat } from 'node:fs/promises'
import { annotations, failureAnnotation, incompleteAnnotations } from '../../../results/report/forms/annotations.ts'
import { errorFacts } from '../../../results/report/forms/json.ts'
import { failureReport, markdownReport } from '../../../results/report/forms/markdown.ts'
import { withoutProtectedText } from '../../../results/report/protection.ts'
import type { Results } from '../../../results/report/results.ts'
import { command, note } from '../../lib/terminal.ts'

/** GitHub drops the summary of a step that is larger than 1 MiB, whoever wrote it. */
const MAX_SUMMARY_BYTES = 1024 * 1024

/** Whole runs that compare nothing have nothing to say to a reviewer. */
export async function tellWorkflow(results: Results, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { comparisons, gate } = results
  const lines = gate === undefined ? incompleteAnnotations(results) : annotations(gate)
  if (comparisons.length === 0 && lines.length === 0) return
  if (env.GITHUB_ACTIONS === 'true') for (const line of lines) command(line)
  await addToSummary((bytes) => reportWithin(bytes, withoutProtectedText(results)), env)
}

/** A command that ended before there were any runs: wrong use, a refused key, a server that is not there. */
export async function tellFailure(error: unknown, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const failure = errorFacts(error)
  if (env.GITHUB_ACTIONS === 'true') command(failureAnnotation(failure))
  const report = failureReport(failure)
  await addToSummary((bytes) => (Buffer.byteLength(report) <= bytes ? report : undefined), env)
}

/** @param draw what fits into so many bytes; undefined where nothing does */
async function addToSummary(draw: (bytes: number) => string | undefined, env: NodeJS.ProcessEnv): Promise<void> {
  const file = env.GITHUB_STEP_SUMMARY
  if (!file) return
  try {
    const written = await stat(file).then(
      ({ size }) => size,
      () => 0,
    )
    const report = draw(MAX_SUMMARY_BYTES - written)
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
