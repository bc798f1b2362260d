/**
 * The default engine: CPython as WebAssembly, or JavaScript, inside V8 isolates, inside worker processes.
 *
 * A program sees no file, no network, no environment and no process. Should it break out of its isolate all the same, it finds
 * itself in a process that knows no secret, and whose answers are read as a stranger's.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { EngineFacts, Program, ProgramResult, Sandbox } from '../sandbox.ts'
import { MOST_MIB } from '../workers/worker-plan.ts'
import { WorkerPool } from '../workers/worker-pool.ts'
import { snapshotPath } from './snapshot-file.ts'
import { ISOLATED_VM_VERSION, PYODIDE_VERSION, PYTHON_VERSION } from './versions.ts'

export interface IsolateSandboxOptions {
  /** Holds the snapshot that Python starts from. */
  readonly cacheFolder: string
  /** Default: one a core. */
  readonly workers?: number
  /** Memory that a worker may occupy, in MiB. Default: 1024. */
  readonly residentMiB?: number
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
  readonly #pool: WorkerPool
  #snapshot: Promise<void> | undefined

  constructor(options: IsolateSandboxOptions) {
    this.workers = options.workers ?? availableParallelism()
    this.#options = options
    const command = options.workerCommand ?? [WORKER, options.cacheFolder]
    this.#pool = new WorkerPool({
      workers: this.workers,
      command: { file: process.execPath, arguments: command, residentMiB: options.residentMiB ?? MOST_MIB },
      hint: HINT,
    })
  }

  async run(program: Program): Promise<ProgramResult> {
    if (program.language === 'python') {
      this.#snapshot ??= this.#prepareSnapshot()
      await this.#snapshot
    }
    return this.#pool.run(program)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  /** Made by one process before others need it. It is never needed without the real worker, as some tests are. */
  async #prepareSnapshot(): Promise<void> {
    if (this.#options.workerCommand !== undefined || existsSync(snapshotPath(this.#options.cacheFolder))) return
    this.#options.notify?.('Preparing Python for the sandbox, once: this takes some seconds.')
    await this.#pool.run(NOTHING_TO_DO)
  }
}

/** Beside this file in a checkout and in the published bundle. */
const WORKER = fileURLToPath(new URL('./start-worker.js', import.meta.url))

const HINT =
  'The sandbox needs the packages isolated-vm and pyodide as npm installs them: run "npm ci", then try again.'

const NOTHING_TO_DO: Program = {
  language: 'python',
  check: 'split',
  prompt: '',
  completion: 'def nothing(): pass',
  tests: 'nothing()',
  entryPoint: 'nothing',
}
