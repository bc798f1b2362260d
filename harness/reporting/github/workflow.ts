/** Step summary and annotations for GitHub workflows. Does nothing outside of one. */
import { appendFile, stat } from 'node:fs/promises'
import { annotations, failureAnnotation, incompleteAnnotations } from '../../../results/report/forms/annotations.ts'
import type { RecordedResults } from '../../../results/report/forms/html/page-benchmarks.ts'
import { errorFacts } from '../../../results/report/forms/json.ts'
import { failureReport, markdownReport } from '../../../results/report/forms/markdown.ts'
import type { Questions } from '../../../results/report/forms/markdown-answer.ts'
import type { Results } from '../../../results/report/results.ts'
import { command, note } from '../../lib/terminal.ts'
import { worstQuestions } from '../worst-questions.ts'

/** GitHub drops the whole summary of a step beyond 1 MiB. */
const MAX_SUMMARY_BYTES = 1024 * 1024

/** Complete runs without a comparison get no annotation. */
export async function tellWorkflow(results: RecordedResults, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { comparisons, gate } = results
  const lines = gate === undefined ? incompleteAnnotations(results) : annotations(gate)
  if (comparisons.length === 0 && lines.length === 0) return
  if (env.GITHUB_ACTIONS === 'true') for (const line of lines) command(line)
  const questions = env.GITHUB_STEP_SUMMARY ? await worstQuestions(results) : new Map()
  await addToSummary((bytes) => reportWithin(bytes, results, questions), env)
}

/** Annotates a command that failed before its first run, as for a usage error, a refused key or a missing server. */
export async function tellFailure(error: unknown, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const failure = errorFacts(error)
  if (env.GITHUB_ACTIONS === 'true') command(failureAnnotation(failure))
  const report = failureReport(failure)
  await addToSummary((bytes) => (Buffer.byteLength(report) <= bytes ? report : undefined), env)
}

/** @param draw renders the summary in at most so many bytes; undefined when nothing fits */
async function addToSummary(draw: (bytes: number) => string | undefined, env: NodeJS.ProcessEnv): Promise<void> {
  const file = env.GITHUB_STEP_SUMMARY
  if (!file) return
  try {
    const written = await stat(file).then(
      ({ size }) => size,
      () => 0,
    )
    const report = draw(MAX_SUMMARY_BYTES - written)
    if (report === undefined) note('no step summary was written: this step has used up GitHub’s limit of 1 MiB')
    else await appendFile(file, report)
  } catch (error) {
    // A missing step summary must not change the verdict.
    note(`no step summary was written: ${(error as Error).message}`)
  }
}

/** Fewest bytes that a verdict fits into. */
const LEAST_BYTES = 2048

/** @returns the report, shortened to so many bytes of UTF-8; undefined when not even its head fits */
function reportWithin(bytes: number, results: Results, questions: Questions): string | undefined {
  for (let limit = bytes; limit >= LEAST_BYTES; limit /= 2) {
    const report = markdownReport(results, { atMost: Math.floor(limit), questions })
    if (Buffer.byteLength(report) <= bytes) return report
  }
  return undefined
}
