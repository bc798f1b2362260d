/** Hostile programs, as data: what each tries, and how it must end. None may pass, and none may harm the next program. */
import type { Program, ProgramOutcome } from '../sandbox.ts'
import { DOUBLE_ALL } from './double-all.ts'

export interface Attack {
  /** Begins with its number in the project's attack list. */
  readonly name: string
  /** Body of `double_all`, not indented; of `doubleAll` in JavaScript, with the brace that ends it. */
  readonly body: string
  /** Tests that it means, where these are not those of `double_all`. They call it by this name. */
  readonly tests?: string
  /** How it ends in the isolate engine: one outcome, but where the machine's speed decides. */
  readonly outcomes: readonly ProgramOutcome[]
  /** How it ends in the native engine, where that is otherwise; some depend on the version of Python. */
  readonly native?: readonly ProgramOutcome[]
}

/** The variable that `H3` looks for. Whoever tries the attacks sets it first. */
export const CANARY = 'EVALKIT_CANARY'

/** For programs that must run out of time. The others are given longer than any of them needs on a busy machine. */
const SHORT_MS = 1000
const PATIENT_MS = 30_000

/** Of the split check. An attack that fails there and works beside its tests has shown nothing: it is unencodable. */
export function expectedOutcomes({ outcomes, native }: Attack, engine: string): Attack['outcomes'] {
  const expected = engine === 'native' ? (native ?? outcomes) : outcomes
  return expected.some((outcome) => outcome === 'failed' || outcome === 'error')
    ? [...expected, 'unencodable']
    : expected
}

export function attackProgram(
  attack: Attack,
  language: Program['language'],
  check: Program['check'] = 'split',
): Program {
  const { body, outcomes } = attack
  const { prompt, tests, entryPoint } = DOUBLE_ALL[language]
  return {
    language,
    check,
    prompt,
    completion: language === 'python' ? indented(body) : body,
    tests: attack.tests ?? tests,
    entryPoint,
    limits: { wallMs: outcomes.includes('timeout') ? SHORT_MS : PATIENT_MS },
  }
}

/** The lines as the body of a function: `'a\nb'` → `'    a\n    b\n'`. */
export const indented = (lines: string): string => lines.replace(/^(?=.)/gm, '    ').concat('\n')
