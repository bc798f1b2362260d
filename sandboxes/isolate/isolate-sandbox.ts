/**
 * The default engine: CPython as WebAssembly, or JavaScript, inside V8 isolates, inside worker processes.
 *
 * A program sees no file, no network, no environment and no process. Should it break out of its isolate all the same, it finds
 * itself in a process that knows no secret, and whose answers are read as a stranger's.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { SandboxError } from '../../results/errors.ts'
import {
  DEFAULT_LIMITS,
  type EngineFacts,
  type Limits,
  MAX_SOURCE,
  type Program,
  type ProgramResult,
  type Sandbox,
} from '../sandbox.ts'
import { snapshotPath } from './snapshot-file.ts'
import { ISOLATED_VM_VERSION, PYODIDE_VERSION, PYTHON_VERSION } from './versions.ts'
import { WorkerProcess } from './worker-process.ts'

/** Workers that one program may lose without being blamed, before the sandbox itself is. */
const MAX_TRIES = 3

export interface IsolateSandboxOptions {
  /** Holds the snapshot that Python starts from. */
  readonly cacheFolder: string
  /** Default: one a core. */
  readonly workers?: number
  /** Told what takes long, once. */
  readonly notify?: (sentence: string) => void
  /** Arguments of Node that start a worker; tests put a hostile one here. */
  readonly workerCommand?: readonly string[]
}

export class IsolateSandbox implements Sandbox {
  readonly engine: EngineFacts = {
    name: 'isolate',
    versions: {
      python: PYTHON_VERSION,
      pyodide: PYODIDE_VERSION,
      isolatedVm: ISOLATED_VM_VERSION,
      node: process.versions.node,
    },
  }
  readonly workers: number
  readonly #options: IsolateSandboxOptions
  readonly #command: readonly string[]
  readonly #idle: WorkerProcess[] = []
  readonly #all = new Set<WorkerProcess>()
  readonly #waiting: (() => void)[] = []
  #busy = 0
  #snapshot: Promise<void> | undefined
  #closed = false

  constructor(options: IsolateSandboxOptions) {
    this.workers = options.workers ?? availableParallelism()
    this.#options = options
    this.#command = options.workerCommand ?? [WORKER, options.cacheFolder]
    process.once('exit', this.#killAll)
  }

  async run(program: Program): Promise<ProgramResult> {
    if (program.prompt.length + program.completion.length + program.tests.length > MAX_SOURCE) return OVERSIZED
    const limits = { ...DEFAULT_LIMITS, ...program.limits }
    if (program.language === 'python') {
      this.#snapshot ??= this.#prepareSnapshot()
      await this.#snapshot
    }
    await this.#turn()
    try {
      return await this.#runOnce(program, limits)
    } finally {
      this.#busy--
      this.#waiting.shift()?.()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    process.off('exit', this.#killAll)
    await Promise.all([...this.#all].map((worker) => worker.close()))
  }

  /** Waits until fewer programs run than there are workers. */
  async #turn(): Promise<void> {
    while (this.#busy >= this.workers) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#busy++
  }

  /** Once, however many workers the program costs that it has no part in. */
  async #runOnce(program: Program, limits: Limits): Promise<ProgramResult> {
    let detail = ''
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (this.#closed) throw new SandboxError('the sandbox was closed while programs were waiting')
      const worker = this.#idle.pop() ?? this.#spawn()
      const end = await worker.run(program, limits)
      if (worker.alive) this.#idle.push(worker)
      else this.#forget(worker)
      if (end.kind === 'finished') return end.result
      if (end.kind === 'died') return { ...NOTHING, outcome: end.outcome, detail: end.detail, wallMs: end.wallMs }
      detail = end.detail
    }
    throw new SandboxError(`the sandbox could not run a ${program.language} program: ${detail}`, { hint: HINT })
  }

  #spawn(): WorkerProcess {
    const worker = new WorkerProcess(this.#command)
    this.#all.add(worker)
    return worker
  }

  #forget(worker: WorkerProcess): void {
    void worker.close().then(() => this.#all.delete(worker))
  }

  /** Made by one process before others need it. It is never needed without the real worker, as some tests are. */
  async #prepareSnapshot(): Promise<void> {
    if (this.#options.workerCommand !== undefined || existsSync(snapshotPath(this.#options.cacheFolder))) return
    this.#options.notify?.('Preparing Python for the sandbox, once: this takes some seconds.')
    const worker = this.#spawn()
    const end = await worker.run(NOTHING_TO_DO, DEFAULT_LIMITS)
    if (worker.alive) this.#idle.push(worker)
    else this.#forget(worker)
    if (end.kind === 'unblamed') throw new SandboxError(`Python does not start: ${end.detail}`, { hint: HINT })
  }

  readonly #killAll = (): void => {
    for (const worker of this.#all) worker.kill()
  }
}

/** Beside this file in a checkout and in the published bundle. */
const WORKER = fileURLToPath(new URL('./start-worker.js', import.meta.url))

const HINT =
  'The sandbox needs the packages isolated-vm and pyodide as npm installs them: run "npm ci", then try again.'

const NOTHING: ProgramResult = { outcome: 'crashed', detail: '', output: '', outputCut: false, wallMs: 0, cpuMs: 0 }

const OVERSIZED: ProgramResult = {
  ...NOTHING,
  outcome: 'oversized',
  detail: `longer than ${MAX_SOURCE} characters`,
}

const NOTHING_TO_DO: Program = {
  language: 'python',
  check: 'split',
  prompt: '',
  completion: 'def nothing(): pass',
  tests: 'nothing()',
  entryPoint: 'nothing',
}
