import type { ProgramOutcome } from '../sandbox.ts'

/** Why an interpreter did not answer a call. */
export class InterpreterLost extends Error {
  readonly outcome: ProgramOutcome

  constructor(outcome: ProgramOutcome, detail: string) {
    super(detail)
    this.name = 'InterpreterLost'
    this.outcome = outcome
  }
}

/** isolated-vm tells its own endings by their messages alone. */
export function lost(error: unknown): InterpreterLost {
  const message = error instanceof Error ? error.message : String(error)
  if (message.includes('execution timed out')) return new InterpreterLost('timeout', 'out of time')
  if (message.includes('memory limit')) return new InterpreterLost('memory', 'out of memory')
  return new InterpreterLost('crashed', message.slice(0, 500))
}
