/**
 * Retries timeouts that may not be the program's fault. A timeout is certain only if the program had the processor all the time: other
 * programs or other work on the machine may have used it. A program that timed out without the processor is run once more, on its own.
 */

import type { EngineFacts, Limits, Program, ProgramResult, Sandbox } from './sandbox.ts'
import { SharedLock } from './shared-lock.ts'

/**
 * Share of its time for which a program must have had the processor to be out of time at once. Endless loops have 0.97 and
 * more on a machine with room for them (measured: 1,500 of 1,520 ms), so that they cost their limit once.
 */
const BUSY_SHARE = 0.9

/** A sandbox whose programs have as long as this machine needs. */
export interface TimedSandbox extends Sandbox {
  /** Of programs that name no limit of their own. */
  readonly wallMs: number
}

export class RetryingSandbox implements Sandbox {
  readonly engine: EngineFacts
  readonly workers: number
  readonly #inner: Sandbox
  readonly #lock = new SharedLock()

  constructor(inner: Sandbox) {
    this.#inner = inner
    this.engine = inner.engine
    this.workers = inner.workers
  }

  async run(program: Program): Promise<ProgramResult> {
    const first = await this.#lock.shared(() => this.#inner.run(program))
    if (first.outcome !== 'timeout' || first.cpuMs >= BUSY_SHARE * first.wallMs) return first
    const second = await this.#lock.exclusive(() => this.#inner.run(program))
    return second.outcome === 'timeout'
      ? { ...second, detail: `${second.detail}, twice: the second time alone` }
      : second
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  /** The same sandbox with a time limit for the programs that name none. */
  withLimit(wallMs: Limits['wallMs']): TimedSandbox {
    return {
      engine: this.engine,
      workers: this.workers,
      wallMs,
      run: (program) => this.run({ ...program, limits: { wallMs, ...program.limits } }),
      close: () => this.close(),
    }
  }
}
