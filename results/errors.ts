/**
 * Errors, named by the boundary that broke. Each message says what, where, what was found; `hint` says what to do next.
 * Anything that is not one of these is a bug and surfaces with its stack.
 */

/** Exit codes of the command line. No crash and no failing server shares a code with a regression. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  incomplete: 3,
  regressed: 10,
  inconclusive: 11,
  incomparable: 12,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

interface ErrorOptionsWithHint extends ErrorOptions {
  /** What to do next, one sentence. */
  readonly hint?: string
}

/** What the person at the keyboard can act on: printed without a stack. */
export class EvalkitError extends Error {
  /** The process's exit code when this error ends it. */
  readonly exitCode: ExitCode = EXIT.usage
  readonly hint: string | undefined

  constructor(message: string, options: ErrorOptionsWithHint = {}) {
    super(message, options)
    this.name = new.target.name
    this.hint = options.hint
  }

  /** The same error with another hint. */
  withHint(hint: string): this {
    const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this))
    return Object.defineProperty(copy, 'hint', { value: hint, enumerable: true })
  }
}

/** A command line, model spec or config that cannot be meant. */
export class UsageError extends EvalkitError {}

/** A data set that is missing, damaged, or not the one it claims to be. */
export class DatasetError extends EvalkitError {}

/** A log of another tool that cannot be read, or has nothing to import. */
export class InteropError extends EvalkitError {}

interface StoreErrorOptions extends ErrorOptionsWithHint {
  /** Something has been paid for by now: the run is incomplete. */
  readonly isMidRun?: boolean
}

/** A run folder that cannot be read, written or taken. */
export class StoreError extends EvalkitError {
  override readonly exitCode: ExitCode

  constructor(message: string, { isMidRun = false, ...options }: StoreErrorOptions = {}) {
    super(message, options)
    this.exitCode = isMidRun ? EXIT.incomplete : EXIT.usage
  }
}

/** A run that was cut off or is still going on, where a finished one is needed. */
export class IncompleteError extends EvalkitError {
  override readonly exitCode: ExitCode = EXIT.incomplete
}

/** Runs that must not be compared; the message names each hard field that differs, with both values. */
export class IncomparableError extends EvalkitError {
  override readonly exitCode: ExitCode = EXIT.incomparable
}

/** Absent where a server doesn't count them. */
interface ServerAllowance {
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
}

interface ModelErrorOptions extends ErrorOptionsWithHint {
  readonly status?: number
  readonly retryable?: boolean
  readonly fatal?: boolean
  readonly missing?: boolean
  readonly tooLong?: boolean
  readonly retryAfterMs?: number
  readonly allows?: ServerAllowance
  readonly tries?: number
}

/** A reply that could not be had, for a cause that is not the reply itself. */
export class ModelError extends EvalkitError {
  /** HTTP status, where there was one. */
  readonly status: number | undefined
  /** Another try may succeed: a busy server, a lost connection. */
  readonly retryable: boolean
  /**
   * No request of this run can succeed: a wrong key, an unknown model. Ends the run with exit 2; with exit 3 where it is
   * retryable as well: a server that stayed down may be up when the run is resumed.
   */
  readonly fatal: boolean
  /** A replay that holds no reply for this trial: nobody was asked. */
  readonly missing: boolean
  /** The prompt does not fit the model. */
  readonly tooLong: boolean
  /** How long the server asked us to wait. */
  readonly retryAfterMs: number | undefined
  /** What a server that refused said of its limits by the minute. */
  readonly allows: ServerAllowance | undefined
  /** Requests made for this one reply, all failed. */
  readonly tries: number
  override readonly exitCode: ExitCode

  constructor(message: string, options: ModelErrorOptions = {}) {
    super(message, options)
    this.status = options.status
    this.retryable = options.retryable ?? false
    this.fatal = options.fatal ?? false
    this.missing = options.missing ?? false
    this.tooLong = options.tooLong ?? false
    this.retryAfterMs = options.retryAfterMs
    this.allows = options.allows
    this.tries = options.tries ?? 1
    this.exitCode = this.fatal && !this.retryable ? EXIT.usage : EXIT.incomplete
  }
}

/** A judge that could not be reached, or whose verdict could not be read. */
export class JudgeError extends EvalkitError {
  override readonly exitCode: ExitCode = EXIT.incomplete
  /** What was to be judged does not fit the judge. */
  readonly tooLong: boolean

  constructor(message: string, options: ErrorOptionsWithHint & { readonly tooLong?: boolean } = {}) {
    super(message, options)
    this.tooLong = options.tooLong ?? false
  }
}

/** A sandbox that could not run a program at all; a program that crashes is a result. */
export class SandboxError extends EvalkitError {
  override readonly exitCode: ExitCode

  /** @param options `unusable`: no program can be run on this machine, so that nothing is asked at all */
  constructor(message: string, options: ErrorOptionsWithHint & { readonly unusable?: boolean } = {}) {
    super(message, options)
    this.exitCode = options.unusable ? EXIT.usage : EXIT.incomplete
  }
}

/** GitHub could not be told of a result; the result itself is valid. */
export class GitHubError extends EvalkitError {
  override readonly exitCode: ExitCode = EXIT.incomplete
}

/** A limit on cost, tokens or time was reached; what is finished is saved. */
export class BudgetSpent extends EvalkitError {
  override readonly exitCode: ExitCode = EXIT.incomplete
}

/** The user stopped the run; what is finished is saved. */
export class Interrupted extends EvalkitError {
  override readonly exitCode: ExitCode = EXIT.interrupted
}
