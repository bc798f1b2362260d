/** Worker processes of one kind, started when they are needed, each with one program at a time. */
import { randomInt } from 'node:crypto'
import { SandboxError } from '../../results/errors.ts'
import { DEFAULT_LIMITS, type Limits, MAX_SEED, MAX_SOURCE, type Program, type ProgramResult } from '../sandbox.ts'
import { SharedLock } from '../shared-lock.ts'
import { besideItsTests, holdsBeside, mayHoldBeside } from './beside-tests.ts'
import { outOfMemoryKills } from './machine-memory.ts'
import type { SeededProgram } from './protocol.ts'
import { type RunEnd, type WorkerCommand, WorkerProcess } from './worker-process.ts'

/** Workers that are lost for other reasons than the program, before the sandbox itself is at fault. */
const MAX_TRIES = 3

interface WorkerPoolOptions {
  readonly workers: number
  readonly command: WorkerCommand
  /** What to do where no worker can be had. */
  readonly hint: string
}

export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #idle: WorkerProcess[] = []
  readonly #all = new Set<WorkerProcess>()
  readonly #waiting: (() => void)[] = []
  readonly #lock = new SharedLock()
  readonly #killsAtStart = outOfMemoryKills()
  #busy = 0
  #closed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    process.once('exit', this.#killAll)
  }

  /**
   * A program whose process was killed by somebody else runs once more, alone: what the machine was short of is then its own.
   *
   * @throws SandboxError when no worker could run it, when it was killed twice, or the pool was closed
   */
  async run(program: Program): Promise<ProgramResult> {
    if (program.prompt.length + program.completion.length + program.tests.length > MAX_SOURCE) return OVERSIZED
    const seed = program.seed ?? randomInt(MAX_SEED)
    const seeded: SeededProgram = { ...program, seed }
    return { ...(await this.#explained(seeded, await this.#finished(seeded))), seed }
  }

  /** Once more, alone, where somebody has killed it. */
  async #finished(program: SeededProgram): Promise<ProgramResult> {
    const first = await this.#lock.shared(() => this.#inTurn(program))
    if (first.kind === 'finished') return first.result
    const second = await this.#lock.exclusive(() => this.#inTurn(program))
    if (second.kind === 'finished') return second.result
    throw new SandboxError(`a ${program.language} program was killed from outside, twice: ${second.detail}`, {
      hint: await this.#hintAfterKill(),
    })
  }

  /** Before a program is called wrong, its tests are tried beside it. That can explain a failure, and never makes a pass. */
  async #explained(program: SeededProgram, result: ProgramResult): Promise<ProgramResult> {
    if (!mayHoldBeside(program, result)) return result
    const beside = await this.#finished(besideItsTests(program, result))
    return beside.outcome === 'passed' ? holdsBeside(result) : result
  }

  async #inTurn(program: SeededProgram): Promise<Verdict | Killed> {
    await this.#turn()
    try {
      return await this.#runOnce(program, { ...DEFAULT_LIMITS, ...program.limits })
    } finally {
      this.#busy--
      this.#waiting.shift()?.()
    }
  }

  /** Who may have done it, and what to do. */
  async #hintAfterKill(): Promise<string> {
    const before = await this.#killsAtStart
    const now = await outOfMemoryKills()
    return before !== undefined && now !== undefined && now > before
      ? 'The system ran out of memory, and killed processes: free some, or raise the memory limit of the container.'
      : 'Somebody ended the processes of the sandbox: see the system’s log (dmesg), then continue with --resume.'
  }

  /** Ends every process, and waits until it is gone. */
  async close(): Promise<void> {
    this.#closed = true
    process.off('exit', this.#killAll)
    await Promise.all([...this.#all].map((worker) => worker.close()))
  }

  /** Waits until fewer programs run than there are workers. */
  async #turn(): Promise<void> {
    while (this.#busy >= this.#options.workers) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#busy++
  }

  /** Runs the program once, on another worker where one is lost for a reason that is not the program's. */
  async #runOnce(program: SeededProgram, limits: Limits): Promise<Verdict | Killed> {
    let detail = ''
    let fromOutside = false
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (this.#closed) throw new SandboxError('the sandbox was closed while programs were waiting')
      const worker = this.#idle.pop() ?? this.#spawn()
      const end = await worker.run(program, limits)
      if (worker.alive) this.#idle.push(worker)
      else this.#forget(worker)
      if (end.kind === 'finished' || end.kind === 'killed') return end
      if (end.kind === 'died') {
        const { outcome, detail, wallMs, cpuMs } = end
        return { kind: 'finished', result: { ...NOTHING, outcome, detail, wallMs, cpuMs } }
      }
      detail = end.detail
      fromOutside = end.fromOutside === true
    }
    const hint = fromOutside ? await this.#hintAfterKill() : this.#options.hint
    throw new SandboxError(`the sandbox could not run a ${program.language} program: ${detail}`, { hint })
  }

  #spawn(): WorkerProcess {
    const worker = new WorkerProcess(this.#options.command)
    this.#all.add(worker)
    return worker
  }

  #forget(worker: WorkerProcess): void {
    void worker.close().then(() => this.#all.delete(worker))
  }

  readonly #killAll = (): void => {
    for (const worker of this.#all) worker.kill()
  }
}

type Verdict = Extract<RunEnd, { kind: 'finished' }>
type Killed = Extract<RunEnd, { kind: 'killed' }>

const NOTHING: ProgramResult = { outcome: 'crashed', detail: '', output: '', outputCut: false, wallMs: 0, cpuMs: 0 }

const OVERSIZED: ProgramResult = {
  ...NOTHING,
  outcome: 'oversized',
  detail: `longer than ${MAX_SOURCE} characters`,
}
