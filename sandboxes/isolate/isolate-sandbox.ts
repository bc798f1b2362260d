/**
 * The default engine: CPython as WebAssembly, or JavaScript, inside V8 isolates, inside worker processes.
 *
 * A program sees no file, no network, no environment and no process. Should it break out of its isolate all the same, it finds
 * itself in a process that knows no secret, and whose answers are read as a stranger's.
 */
import { existsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePrivateFolder, reasonNotPrivate } from '../../results/store/private-files.ts'
import type { EngineFacts, Program, ProgramResult, Sandbox } from '../sandbox.ts'
import { MOST_MIB } from '../workers/worker-plan.ts'
import { WorkerPool } from '../workers/worker-pool.ts'
import { snapshotPath } from './snapshot-file.ts'
import { stackArguments } from './stack-size.ts'
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
  /** `''` where nothing is kept. */
  readonly #cacheFolder: string
  /** Of the file that was there at first. */
  #snapshot: Promise<number | undefined> | undefined

  constructor(options: IsolateSandboxOptions) {
    this.workers = options.workers ?? availableParallelism()
    this.#options = options
    this.#cacheFolder = options.workerCommand === undefined ? this.#privateFolder() : ''
    const command = options.workerCommand ?? [...stackArguments(), WORKER, this.#cacheFolder]
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
    const result = await this.#pool.run(program)
    if (program.language === 'python') await this.#tellOfAnother()
    return result
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  /** Holds machine code, so nobody else may have a hand in it. */
  #privateFolder(): string {
    const { cacheFolder, notify } = this.#options
    const reason = makePrivateFolder(join(cacheFolder, 'code')) ?? makePrivateFolder(cacheFolder)
    if (reason === undefined) return cacheFolder
    notify?.(
      `${cacheFolder} ${reason}: the sandbox prepares Python without it, which takes some seconds in each process.`,
    )
    return ''
  }

  /** Made by one process before others need it. It is never needed without the real worker, as some tests are. */
  async #prepareSnapshot(): Promise<number | undefined> {
    if (this.#cacheFolder === '') return undefined
    const path = snapshotPath(this.#cacheFolder)
    const reason = reasonNotPrivate(path)
    if (reason !== undefined) {
      this.#options.notify?.(`${path} ${reason}: it is made again.`)
      await rm(path, { recursive: true, force: true }).catch(() => undefined)
    }
    if (existsSync(path)) return fileNumber(path)
    this.#options.notify?.('Preparing Python for the sandbox, once: this takes some seconds.')
    await this.#pool.run(NOTHING_TO_DO)
    if (!existsSync(path)) this.#options.notify?.(`${path} cannot be written: each process prepares Python again.`)
    return undefined
  }

  /** A worker makes the snapshot again when it is not what its digest says, and cannot say so. */
  async #tellOfAnother(): Promise<void> {
    const before = await this.#snapshot
    if (before === undefined) return
    this.#snapshot = Promise.resolve(undefined)
    const path = snapshotPath(this.#cacheFolder)
    const now = fileNumber(path)
    if (now === undefined || now === before) return
    this.#options.notify?.(`${path} was damaged or changed by somebody: Python was prepared again.`)
  }
}

const fileNumber = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

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
