/** Reports a command that failed before its first run, from the JSON document that it printed. */

import { UsageError } from '../../results/errors.ts'
import type { ErrorDocument } from '../../results/report/forms/json.ts'
import { junitFailure } from '../../results/report/forms/junit.ts'
import { failureReport } from '../../results/report/forms/markdown.ts'
import { parsedJson } from '../../results/store/lines.ts'
import { MOST_FACTS, readingProblem, readText } from '../../results/store/regular-file.ts'
import type { FormatName } from './format-names.ts'

/**
 * @returns undefined when the document contains no failure
 * @throws UsageError for a file that is not such a document
 */
export async function readFailure(path: string): Promise<ErrorDocument | undefined> {
  const text = await readText(path, MOST_FACTS).catch((error: unknown) => {
    throw new UsageError(`--failure ${path}: cannot be read: ${readingProblem(error)}`, { cause: error })
  })
  if (text.trim() === '') return undefined // the command was ended before it could print
  const { schemaVersion, error } = (parsedJson(text) ?? {}) as Partial<ErrorDocument>
  if (schemaVersion === undefined) {
    throw new UsageError(`--failure ${path}: not a JSON document of evalkit`, {
      hint: 'Name a file with the standard output of a command with --json.',
    })
  }
  return typeof error?.message === 'string' ? { schemaVersion, error } : undefined
}

/** @returns undefined for a format that needs runs */
export function drawFailure(name: FormatName, failure: ErrorDocument): string | undefined {
  const { message, hint } = failure.error
  if (name === 'json') return `${JSON.stringify(failure, null, 2)}\n`
  if (name === 'junit') return junitFailure(failure)
  if (name === 'markdown') return failureReport(failure)
  return name === 'table' ? `${[message, ...(hint === undefined ? [] : [hint])].join('\n')}\n` : undefined
}
