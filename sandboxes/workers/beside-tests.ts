/**
 * Not everything that tests do with a program can be done from another interpreter: files, patched modules, the state of `random`.
 * A program that fails apart from its tests and passes beside them has not been shown to be wrong, nor right, since it could have
 * forged that pass: its outcome is `unencodable`.
 */
import { DEFAULT_LIMITS, type ProgramResult } from '../sandbox.ts'
import type { SeededProgram } from './protocol.ts'

/** Whether the failure may come from the distance between the program and its tests. A missing module is explained by itself. */
export const mayHoldBeside = ({ language, check }: SeededProgram, { outcome, detail }: ProgramResult): boolean =>
  language === 'python' &&
  check === 'split' &&
  (outcome === 'failed' || (outcome === 'error' && !MISSING_MODULE.test(detail)))

/** The last line of a traceback. A stand-in of the tests for a package, such as numpy, is theirs alone. */
const MISSING_MODULE = /(?:^|\n)ModuleNotFoundError: [^\n]*\s*$/

/** The same program and tests in one interpreter, for the time that is left. */
export function besideItsTests(program: SeededProgram, { wallMs }: ProgramResult): SeededProgram {
  const limit = program.limits?.wallMs ?? DEFAULT_LIMITS.wallMs
  return { ...program, check: 'in-place', limits: { ...program.limits, wallMs: Math.max(LEAST_MS, limit - wallMs) } }
}

const LEAST_MS = 500

/** The result of a program that passed beside its tests. */
export const holdsBeside = (apart: ProgramResult): ProgramResult => ({
  ...apart,
  outcome: 'unencodable',
  detail: `passes where the tests run in its own interpreter, and only there (--check in-place). Apart from it:\n${apart.detail}`,
})
