/** One isolate for one JavaScript program, or for its tests. */
import ivm from 'isolated-vm'
import { readInside } from './assets.ts'
import { InterpreterLost, lost } from './interpreter-lost.ts'

const MEMORY_MIB = 64

/** `['value', …]` or `['error', name, text]`: see inside/javascript.js. */
export type JavaScriptAnswer = readonly [kind: 'value' | 'error', value: unknown, text?: unknown]

/** What inside/javascript.js is worth. */
interface Bound {
  begin(outputBytes: number): void
  seedRandom(seed: number): void
  printed(): [output: string, cut: boolean]
  run(...args: unknown[]): JavaScriptAnswer
  finish(...args: unknown[]): JavaScriptAnswer
  define(...args: unknown[]): JavaScriptAnswer
  call(...args: unknown[]): JavaScriptAnswer
  standIn(name: string, answer: (args: unknown[]) => JavaScriptAnswer): void
}

/** `javascript.js` takes what the others are worth. */
interface Scripts {
  readonly assert: string
  readonly md5: string
  readonly javascript: string
}
let scripts: Scripts | undefined

export class JavaScriptIsolate {
  readonly #isolate = new ivm.Isolate({ memoryLimit: MEMORY_MIB })
  readonly #bound: ivm.Reference<Bound>
  readonly #cpuAtStart: number
  readonly #workerAtStart = process.cpuUsage()

  constructor(outputBytes: number) {
    scripts ??= {
      assert: readInside('assert.js'),
      md5: readInside('md5.js'),
      javascript: readInside('javascript.js'),
    }
    const context = this.#isolate.createContextSync()
    context.global.setSync('globalThis', context.global.derefInto())
    const value = (script: string): ivm.Reference => context.evalSync(script, { reference: true })
    const modules = [value(scripts.assert).derefInto(), value(scripts.md5).derefInto()]
    this.#bound = value(scripts.javascript).applySync(undefined, modules, {
      result: { reference: true },
    }) as ivm.Reference<Bound>
    this.#bound.getSync('begin', { reference: true }).applySync(undefined, [outputBytes])
    this.#cpuAtStart = Number(this.#isolate.cpuTime)
  }

  /** CPU time of what ran in it; where V8 has put an end to it, that of the whole process meanwhile. */
  get cpuMs(): number {
    if (!this.#isolate.isDisposed) return (Number(this.#isolate.cpuTime) - this.#cpuAtStart) / 1e6
    const { user, system } = process.cpuUsage(this.#workerAtStart)
    return (user + system) / 1e3
  }

  /** From here on, `Math.random` follows from this number. */
  seedRandom(seed: number): void {
    this.#bound.getSync('seedRandom', { reference: true }).applySync(undefined, [seed])
  }

  /** @throws InterpreterLost when it did not come back, or with something that cannot be copied */
  ask(name: 'run' | 'finish' | 'define' | 'call', args: readonly unknown[], timeoutMs: number): JavaScriptAnswer {
    try {
      return this.#bound.getSync(name, { reference: true }).applySync(undefined, [...args], {
        arguments: { copy: true },
        result: { copy: true },
        timeout: Math.max(1, Math.ceil(timeoutMs)),
      })
    } catch (error) {
      // A getter would run the program's code while its value is copied.
      if (/could not be cloned|illegal access/.test(String(error)))
        throw new InterpreterLost('unencodable', 'the value is not plain data')
      throw lost(error)
    }
  }

  /** Runs tests to their end, where that comes later than that of their script. @throws InterpreterLost as `ask` does */
  runTests(source: string, file: string, leftMs: () => number): JavaScriptAnswer {
    const answer = this.ask('run', [source, file], leftMs())
    return answer[0] === 'value' ? this.ask('finish', [], leftMs()) : answer
  }

  /** @param answer carries a call to the candidate, and its answer back */
  standIn(name: string, answer: (args: unknown[]) => JavaScriptAnswer): void {
    this.#bound.getSync('standIn', { reference: true }).applySync(undefined, [name, answer])
  }

  printed(): { output: string; outputCut: boolean } {
    try {
      const [output, cut] = this.#bound
        .getSync('printed', { reference: true })
        .applySync(undefined, [], { result: { copy: true }, timeout: 1000 })
      return { output: String(output), outputCut: cut === true }
    } catch {
      return { output: '', outputCut: false }
    }
  }

  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose()
  }
}
