/** Prints a failure and maps it to an exit code. */
import { EvalkitError, EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { note } from './terminal.ts'

/** A file of others that is nested beyond what can be walked is no bug. */
export const asFailure = (error: unknown): unknown =>
  error instanceof RangeError && /call stack/.test(error.message)
    ? new UsageError('one of the files is nested too deeply to be read', {
        cause: error,
        hint: 'No tool writes such a file: look for lists or objects within each other.',
      })
    : error

/** Prints an EvalkitError as a sentence and the next step, and any other error, which is a bug, with its stack. */
export function endWith(error: unknown): ExitCode {
  if (error instanceof EvalkitError) {
    note(`evalkit: ${error.message}`, ...(error.hint ? [`  ${error.hint}`] : []))
    return error.exitCode
  }
  const stack = String(error instanceof Error ? error.stack : error).split('\n')
  note('evalkit: internal error; please report it.', ...stack.map((line) => `  ${line}`))
  return EXIT.internal
}
