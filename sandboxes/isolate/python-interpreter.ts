/** One CPython in one isolate: answers calls, and can be reset to its initial state. */
import type ivm from 'isolated-vm'
import type { Limits } from '../sandbox.ts'
import { InterpreterLost, lost } from './interpreter-lost.ts'
import { type BootedPython, bootPyodide, type PythonKit } from './python-boot.ts'

/** Characters of an answer beyond the largest value: its letter, or a traceback. */
const ANSWER_ROOM = 100_000

/** WebAssembly pages of 64 KiB by which the checker's memory may grow: large tests need it, and are the benchmark's own. 32 MiB. */
const CHECKER_GROWTH = 512

const PROBE_MS = 1000

type Ask = (request: string) => string

export class PythonInterpreter {
  readonly #isolate: ivm.Isolate
  readonly #call: ivm.Reference<(name: string, argument: string, limit: number) => string>
  readonly #begin: ivm.Reference<(outputBytes: number) => void>
  readonly #seed: ivm.Reference<(seed: number) => void>
  readonly #printed: ivm.Reference<() => [string, boolean]>
  readonly #reset: ivm.Reference<(maxPages: number) => string>
  readonly #grownPages: ivm.Reference<() => number>
  readonly #maxGrowth: number

  #maxAnswer = ANSWER_ROOM

  private constructor({ isolate, python }: BootedPython, maxGrowth: number) {
    this.#maxGrowth = maxGrowth
    this.#isolate = isolate
    this.#call = python.getSync('call', { reference: true })
    this.#begin = python.getSync('begin', { reference: true })
    this.#seed = python.getSync('seedRandom', { reference: true })
    this.#printed = python.getSync('printed', { reference: true })
    this.#reset = python.getSync('reset', { reference: true })
    this.#grownPages = python.getSync('grownPages', { reference: true })
  }

  /** For code that nobody trusts. @param ask carries a question to the tests, in the midst of a call, and the reply back */
  static candidate(kit: PythonKit, ask: Ask): Promise<PythonInterpreter> {
    return PythonInterpreter.#boot(kit, '_evalkit_candidate', ['load', 'call', 'run_in_place', 'probe'], ask)
  }

  /** For the tests. @param ask carries a request to the candidate, and its answer back */
  static checker(kit: PythonKit, ask: Ask): Promise<PythonInterpreter> {
    return PythonInterpreter.#boot(kit, '_evalkit_checker', ['check', 'serve', 'leavings', 'probe'], ask)
  }

  static async #boot(kit: PythonKit, module: string, functions: string[], ask: Ask): Promise<PythonInterpreter> {
    const booted = await bootPyodide(kit)
    await bind(booted, module, functions)
    await bind(booted, '_evalkit_missing_parts', ['prepare'])
    const call = await booted.python.get('call', { reference: true })
    await call.apply(undefined, ['prepare', '', ANSWER_ROOM])
    const answerWith = await booted.python.get('answerWith', { reference: true })
    await answerWith.apply(undefined, [ask])
    return PythonInterpreter.#answering(booted, CHECKER_GROWTH)
  }

  /** Probed at once, so that a new interpreter and one that was put back are in the same state. */
  static async #answering(booted: BootedPython, maxGrowth = 0): Promise<PythonInterpreter> {
    const save = await booted.python.get('save', { reference: true })
    await save.apply(undefined, [])
    const interpreter = new PythonInterpreter(booted, maxGrowth)
    if (interpreter.#answers()) return interpreter
    interpreter.dispose()
    throw new Error('a new Python interpreter does not answer a known-good call')
  }

  /** CPU time since it was made. */
  get cpuMs(): number {
    return this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime) / 1e6
  }

  /** From here on, so much output is kept, and so large a value is taken from the program. */
  begin({ outputBytes, valueSize }: Limits): void {
    this.#maxAnswer = valueSize + ANSWER_ROOM
    this.#begin.applySync(undefined, [outputBytes])
  }

  /** From here on, what the system gives as random (`os.urandom`, an unseeded `Random()`) follows from this number. */
  seed(seed: number): void {
    this.#seed.applySync(undefined, [seed])
  }

  /** @throws InterpreterLost when the call did not come back, or not with a string */
  call(name: string, argument: string, timeoutMs: number): string {
    try {
      const answer: unknown = this.#call.applySync(undefined, [name, ascii(argument), this.#maxAnswer], {
        timeout: Math.max(1, Math.ceil(timeoutMs)),
      })
      if (typeof answer === 'string' && answer !== '') return answer
    } catch (error) {
      throw lost(error)
    }
    throw new InterpreterLost('crashed', 'its interpreter answered with nothing')
  }

  /** What was printed since `begin`; nothing from an interpreter that is lost. */
  printed(): { output: string; outputCut: boolean } {
    if (this.#isolate.isDisposed) return { output: '', outputCut: false }
    try {
      const [output, outputCut] = this.#printed.applySync(undefined, [], { timeout: 1000, result: { copy: true } })
      return { output: Buffer.from(String(output), 'latin1').toString(), outputCut: outputCut === true }
    } catch {
      return { output: '', outputCut: false }
    }
  }

  /** @returns whether it is as good as new: memory put back, nothing touched beside it, and answering */
  reset(): boolean {
    try {
      return this.#reset.applySync(undefined, [this.#maxGrowth], { timeout: 1000 }) === '' && this.#answers()
    } catch {
      return false
    }
  }

  /** After tests: @returns whether they can have changed nothing that others would notice, by what their code is able to do */
  leavesNothing(): boolean {
    try {
      return this.call('leavings', '', PROBE_MS) === 'V'
    } catch {
      return false
    }
  }

  /** @returns whether its memory has grown no further than it may: a large answer must cost no later program anything */
  small(): boolean {
    try {
      return this.#grownPages.applySync(undefined, []) <= this.#maxGrowth
    } catch {
      return false
    }
  }

  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose()
  }

  #answers(): boolean {
    return this.call('probe', '', PROBE_MS) === 'V'
  }
}

async function bind({ python }: BootedPython, module: string, functions: string[]): Promise<void> {
  const bind = await python.get('bind', { reference: true })
  await bind.apply(undefined, [module, functions], { arguments: { copy: true } })
}

/** JSON text in ASCII, which is the same in every encoding. */
function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
