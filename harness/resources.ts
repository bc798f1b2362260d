/** What scorers need from outside, opened when the first of them names it and shared by the runs of a command. */
import { join } from 'node:path'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Resources } from '../scorers/scorer.ts'
import { note } from './terminal.ts'

export class ResourcePool implements AsyncDisposable {
  readonly #cacheDir: string
  #sandbox: Sandbox | undefined

  constructor(cacheDir: string) {
    this.#cacheDir = cacheDir
  }

  /** @returns exactly what was named, so the type promises more than a caller without needs may touch */
  async open(needs: readonly (keyof Resources)[]): Promise<Resources> {
    const found: Partial<Resources> = needs.includes('sandbox') ? { sandbox: await this.#openSandbox() } : {}
    return found as Resources
  }

  async #openSandbox(): Promise<Sandbox> {
    const { IsolateSandbox } = await import('../sandboxes/isolate/isolate-sandbox.ts')
    const sandbox = this.#sandbox ?? new IsolateSandbox({ cacheFolder: join(this.#cacheDir, 'sandbox'), notify: note })
    this.#sandbox = sandbox
    return sandbox
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox?.close()
  }
}
