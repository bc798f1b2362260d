import type { ProgramOutcome } from '../sandbox.ts'

/** What a check has found: the part of a result that is not measured. */
export interface Verdict {
  readonly outcome: ProgramOutcome
  readonly detail: string
}

export const PASSED: Verdict = { outcome: 'passed', detail: '' }

/** The tests' own interpreter is given longer than the program, so that a call that hangs is laid at the program's door. */
export const CHECKER_GRACE_MS = 300
