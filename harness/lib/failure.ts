/** What the user is told of a failure, and the exit code it ends with. */
import { EvalkitError, EXIT, type ExitCode } from '../../results/errors.ts'
import { note } from './terminal.ts'

/** What the user can act on is one sentence and the next step; anything else is a bug and shows its stack. */
export function endWith(error: unknown): ExitCode {
  if (error instanceof EvalkitError) {
    note(`evalkit: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`)
    return error.exitCode
  }
  note(`evalkit: internal error; please report it.\n${error instanceof Error ? error.stack : String(error)}`)
  return EXIT.internal
}
