/** Prints a failure and maps it to an exit code. */
import { EvalkitError, EXIT, type ExitCode } from '../../results/errors.ts'
import { note } from './terminal.ts'

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
