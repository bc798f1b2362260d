/** Runs Python programs one after the other, and keeps the interpreters that they need. */
import { performance } from 'node:perf_hooks'
import type { Limits, Program, ProgramOutcome, ProgramResult } from '../sandbox.ts'
import type { SeededProgram } from '../workers/protocol.ts'
import { InterpreterLost } from './interpreter-lost.ts'
import type { PythonKit } from './python-boot.ts'
import { PythonInterpreter } from './python-interpreter.ts'
import { CHECKER_GRACE_MS, PASSED, type Verdict } from './verdict.ts'

/**
 * Tests run in a namespace each. The interpreter of those that do no more than call and compare is put back now and then, for
 * tidiness: each time, an ordinary HumanEval program took 6.9 ms of CPU instead of 4.8. Others may patch a module and meet an exception
 * of the program's before they put it right, so theirs is put back at once.
 */
const CHECKS_PER_RESET = 16

export class PythonRunner {
  readonly #kit: PythonKit
  #candidate: PythonInterpreter | undefined
  #checker: PythonInterpreter | undefined
  /**
   * Booted beside a running program once a program has cost us an interpreter: the next one may as well. Where every second
   * program ends its interpreter, one takes 246 ms with it and 364 without, for the same CPU time.
   */
  #spare: Promise<PythonInterpreter> | undefined
  #candidateIsFresh = true
  #checks = 0
  /** Carries the checker's requests to the program that is being run. */
  #ask: (request: string) => string = unanswered
  /** Carries what the program asks of the tests, while they call it. */
  #askTests: (request: string) => string = unanswered

  constructor(kit: PythonKit) {
    this.#kit = kit
  }

  /**
   * @param started called when the program's time begins, again if it is run once more
   * @throws when no interpreter can be booted
   */
  async run(program: SeededProgram, limits: Limits, started: () => void): Promise<ProgramResult> {
    await this.#prepare(program.check)
    started()
    const wasFresh = this.#candidateIsFresh
    const result = this.#try(program, limits)
    if (result.outcome !== 'crashed' || wasFresh) return result
    // Before a program is blamed for a crash, it breaks an interpreter that nothing else has run in.
    this.#loseCandidate()
    await this.#prepare(program.check)
    started()
    return this.#try(program, limits)
  }

  /** After each program, when its result is out: nothing that it did is left. @returns whether its interpreter could be kept */
  settle(): boolean {
    this.#candidateIsFresh = false
    const isKept = this.#candidate?.reset() === true
    if (!isKept && this.#candidate !== undefined) this.#loseCandidate()
    this.#checks++
    const isDue = this.#checks % CHECKS_PER_RESET === 0 || this.#checker?.leavesNothing() === false
    if ((isDue ? this.#checker?.reset() : this.#checker?.small()) === false) this.#loseChecker()
    return isKept
  }

  /** Without a checker where the tests run beside the code: the first program then starts after 240 ms instead of 420. */
  async #prepare(check: Program['check']): Promise<void> {
    // One after the other: the second takes over what V8 has compiled for the first.
    this.#candidate ??= await this.#nextCandidate()
    if (check === 'split') this.#checker ??= await PythonInterpreter.checker(this.#kit, (request) => this.#ask(request))
  }

  async #nextCandidate(): Promise<PythonInterpreter> {
    this.#candidateIsFresh = true
    if (this.#spare === undefined) return this.#bootCandidate()
    const candidate = await this.#spare
    this.#bootSpare()
    return candidate
  }

  #bootSpare(): void {
    this.#spare = this.#bootCandidate()
    this.#spare.catch(() => undefined) // told when it is needed
  }

  #bootCandidate(): Promise<PythonInterpreter> {
    return PythonInterpreter.candidate(this.#kit, (question) => this.#askTests(question))
  }

  #loseCandidate(): void {
    this.#candidate?.dispose()
    this.#candidate = undefined
    if (this.#spare === undefined) this.#bootSpare()
  }

  #loseChecker(): void {
    this.#checker?.dispose()
    this.#checker = undefined
  }

  #try(program: SeededProgram, limits: Limits): ProgramResult {
    const candidate = this.#candidate as PythonInterpreter
    const startedAt = performance.now()
    const cpuAtStart = candidate.cpuMs
    const left = () => startedAt + limits.wallMs - performance.now()
    candidate.begin(limits)
    let verdict: Verdict
    try {
      verdict =
        program.check === 'split' ? this.#split(program, candidate, limits, left) : inPlace(program, candidate, left)
    } catch (error) {
      if (!(error instanceof InterpreterLost)) throw error
      verdict = { outcome: error.outcome, detail: error.message }
    }
    const cpuMs = candidate.cpuMs - cpuAtStart
    const printed = candidate.printed()
    if (verdict.outcome === 'timeout' || verdict.outcome === 'crashed') candidate.dispose()
    return { ...verdict, ...printed, wallMs: performance.now() - startedAt, cpuMs }
  }

  #split(program: SeededProgram, candidate: PythonInterpreter, { valueSize }: Limits, left: () => number): Verdict {
    const loaded = candidate.call('load', JSON.stringify([program.prompt + program.completion, valueSize]), left())
    if (!loaded.startsWith('V')) return verdictFrom(loaded)

    const checker = this.#checker as PythonInterpreter
    let lost: InterpreterLost | undefined
    /** The answer of the other interpreter, as long as both are there. */
    const asking = (ask: () => string): string => {
      try {
        if (lost === undefined) return ask()
      } catch (error) {
        if (!(error instanceof InterpreterLost)) throw error
        lost = error
      }
      return unanswered()
    }
    this.#ask = (request) => asking(() => candidate.call('call', request, left()))
    this.#askTests = (question) => asking(() => checker.call('serve', question, left() + CHECKER_GRACE_MS))
    try {
      const { prompt, entryPoint, tests, seed } = program
      checker.seed(seed)
      const request = JSON.stringify([prompt, entryPoint, tests, valueSize, seed])
      const answer = checker.call('check', request, left() + CHECKER_GRACE_MS)
      // Whatever the tests made of its silence, a program that broke its interpreter has not passed.
      if (lost !== undefined) throw lost
      return answer === 'P' ? PASSED : verdictFrom(answer)
    } catch (error) {
      this.#loseChecker()
      throw lost ?? error
    } finally {
      this.#ask = this.#askTests = unanswered
    }
  }
}

/** What no question is answered with: see judge.py and candidate.py. */
const unanswered = () => 'X'

function inPlace(program: SeededProgram, candidate: PythonInterpreter, left: () => number): Verdict {
  const answer = candidate.call(
    'run_in_place',
    JSON.stringify([program.prompt + program.completion, program.tests, program.seed]),
    left(),
  )
  return answer === 'V' ? PASSED : verdictFrom(answer)
}

const OUTCOMES: Readonly<Record<string, ProgramOutcome>> = { F: 'failed', E: 'error', U: 'unencodable' }

/** Reads a letter and `[name, text]`; never a pass, and any text will do, since a hostile program may have written it. */
function verdictFrom(answer: string): Verdict {
  const [name, detail] = namedText(answer.slice(1))
  const outcome = OUTCOMES[answer.charAt(0)] ?? 'crashed'
  return { outcome: outcome === 'error' && name === 'MemoryError' ? 'memory' : outcome, detail }
}

function namedText(json: string): [name: string, text: string] {
  try {
    const [name, text] = JSON.parse(json)
    return [String(name), String(text).slice(0, 4000)]
  } catch {
    return ['', '']
  }
}
