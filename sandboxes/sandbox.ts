/** A sandbox runs an untrusted program, and reports how it ended. */

/** Code that a model wrote, and the tests it is run with. The four texts are joined by the sandbox, as the check asks. */
export interface Program {
  readonly language: 'python' | 'javascript'
  /**
   * `split`: the model's code runs without the tests, in an interpreter of its own; the tests call it through a stub that
   * carries plain data, and they alone decide. `in-place`: all in one namespace, as published numbers were made, where
   * the code can reach the tests and forge its pass.
   */
  readonly check: 'split' | 'in-place'
  /** What the model was given: imports, helpers that the tests may call, and the head of the function. */
  readonly prompt: string
  /** What it wrote: `prompt + completion` is the whole program. */
  readonly completion: string
  /** Raises or throws when the program is wrong. Calls the function by its name. */
  readonly tests: string
  /** Name of the function under test. */
  readonly entryPoint: string
  readonly limits?: Partial<Limits>
  /**
   * What the random numbers of the tests begin with: an integer from 0 to `MAX_SEED`. Default: drawn anew for each program, so that
   * no program can know the inputs that tests draw. The program itself never sees it.
   */
  readonly seed?: number
}

/** 48 bits: more than can be tried, and exact in JSON. */
export const MAX_SEED = 2 ** 48 - 1

/** What one program may use. Memory is limited too: by the engine, since it is fixed when an interpreter is built. */
export interface Limits {
  /** For the program and all its calls together, tests included. */
  readonly wallMs: number
  /** Bytes of output that are kept; what is printed beyond is dropped and does no harm. */
  readonly outputBytes: number
  /** Of one value between tests and code, as characters of JSON or, in JavaScript, bytes; a larger one is `unencodable`. */
  readonly valueSize: number
}

export const DEFAULT_LIMITS: Limits = { wallMs: 10_000, outputBytes: 65_536, valueSize: 1_000_000 }

/** Characters of prompt, completion and tests together. */
export const MAX_SOURCE = 1_000_000

/**
 * What became of a program. Only `passed` counts; the others say why not.
 *
 * - `failed`: an assertion of the tests did not hold
 * - `error`: it raised, at definition or when called; SystemExit is an exception as well
 * - `timeout`: out of wall time
 * - `memory`: out of memory
 * - `unencodable`: it answered with something that is not plain data, or with too much of it
 * - `crashed`: it ended or broke its interpreter, or the process around it
 * - `oversized`: longer than `MAX_SOURCE`, and never run
 */
export type ProgramOutcome = (typeof PROGRAM_OUTCOMES)[number]
export const PROGRAM_OUTCOMES = [
  'passed',
  'failed',
  'error',
  'timeout',
  'memory',
  'unencodable',
  'crashed',
  'oversized',
] as const

export interface ProgramResult {
  readonly outcome: ProgramOutcome
  /** The last lines of the traceback, or a sentence; empty for a pass. */
  readonly detail: string
  /** What it printed, up to the limit. */
  readonly output: string
  /** More was printed than kept. */
  readonly outputCut: boolean
  /** From its start to its verdict, without waiting for its turn. */
  readonly wallMs: number
  /** CPU time in the program's own interpreter: far below `wallMs` after a timeout, the machine was busy and not the program. */
  readonly cpuMs: number
  /** The seed of the tests' random numbers, to run the program again with. Absent where no tests could be run. */
  readonly seed?: number
}

/** Which engine ran the programs, for the record. */
export interface EngineFacts {
  readonly name: string
  /** What verdicts may depend on: `python: '3.14.2'`. */
  readonly versions: Readonly<Record<string, string>>
}

export interface Sandbox {
  readonly engine: EngineFacts
  /** Programs that run at the same time; more may be handed over, and wait. */
  readonly workers: number
  /**
   * Runs one program; whatever it does is a result.
   *
   * @throws SandboxError when the sandbox itself could not run it
   */
  run(program: Program): Promise<ProgramResult>
  /** Ends every process. Programs under way are given up with a SandboxError. */
  close(): Promise<void>
}
