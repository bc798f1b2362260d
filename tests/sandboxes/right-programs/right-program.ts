/** Correct programs of unusual kinds, which have to pass although their tests run in another interpreter. */
import type { ProgramOutcome } from '../../../sandboxes/sandbox.ts'

export interface RightProgram {
  readonly name: string
  /** Defines `f`, or the entry point that is named. */
  readonly source: string
  readonly tests: string
  readonly prompt?: string
  readonly entryPoint?: string
  /** Default: passed. */
  readonly outcome?: ProgramOutcome
  /** What stands in its source, and what in that of a program that is wrong. */
  readonly wrong?: readonly [string, string]
}
