/** A report on a command that ended before there was a run: by the JSON document that it printed instead. */
import { readFile } from 'node:fs/promises'
import { UsageError } from '../../results/errors.ts'
import type { ErrorDocument } from '../../results/report/forms/json.ts'
import { junitFailure } from '../../results/report/forms/junit.ts'
import { failureReport } from '../../results/report/forms/markdown.ts'
import type { FormatName } from './format-names.ts'

/**
 * @returns undefined where the document tells of no failure
 * @throws UsageError for a file that is not such a document
 */
export async function readFailure(path: string): Promise<ErrorDocument | undefined> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--failure ${path}: cannot be read: ${error.message}`, { cause: error })
  })
  try {
    const { schemaVersion, error } = JSON.parse(text)
    return typeof error?.message === 'string' ? { schemaVersion, error } : undefined
  } catch (error) {
    throw new UsageError(`--failure ${path}: not a JSON document`, {
      cause: error,
      hint: 'It is what a command with --json prints to standard output.',
    })
  }
}

/** @returns undefined for a form that has nothing to show without runs */
export function drawFailure(name: FormatName, failure: ErrorDocument): string | undefined {
  const { message, hint } = failure.error
  if (name === 'json') return `${JSON.stringify(failure, null, 2)}\n`
  if (name === 'junit') return junitFailure(failure)
  if (name === 'markdown') return failureReport(failure)
  return name === 'table' ? `${[message, ...(hint === undefined ? [] : [hint])].join('\n')}\n` : undefined
}
