/** What scorers need from outside, opened when the first of them names it and shared by the runs of a command. */
import type { Program } from '../sandboxes/sandbox.ts'
import type { SecondTry, TimedSandbox } from '../sandboxes/second-try.ts'
import type { Resources, Scorer } from '../scorers/scorer.ts'
import { openEngine } from './engines.ts'

/** As scorers get them, and what the manifest has to know. */
export interface OpenResources extends Resources {
  readonly sandbox: TimedSandbox
}

export class ResourcePool implements AsyncDisposable {
  readonly #cacheDir: string
  #sandbox: SecondTry | undefined

  constructor(cacheDir: string) {
    this.#cacheDir = cacheDir
  }

  /**
   * @param language of the programs that will be run
   * @returns exactly what the scorer names, so the type promises more than a scorer without needs may touch
   * @throws SandboxError when programs cannot be run here
   */
  async open(scorer: Scorer<keyof Resources>, language: Program['language'] = 'python'): Promise<OpenResources> {
    const found: Partial<OpenResources> = scorer.needs.includes('sandbox')
      ? { sandbox: await this.#timedSandbox(scorer, language) }
      : {}
    return found as OpenResources
  }

  async #timedSandbox(scorer: Scorer<keyof Resources>, language: Program['language']): Promise<TimedSandbox> {
    const { TIME_LIMIT, timeLimitMs } = await import('../sandboxes/time-limit.ts')
    const sandbox = await this.#openSandbox()
    return sandbox.withLimit(await timeLimitMs(sandbox, language, scorer.timeLimit ?? TIME_LIMIT))
  }

  async #openSandbox(): Promise<SecondTry> {
    const { SecondTry } = await import('../sandboxes/second-try.ts')
    this.#sandbox ??= new SecondTry(await openEngine('isolate', { cacheDir: this.#cacheDir }))
    return this.#sandbox
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox?.close()
  }
}
