/** Where the output of servers goes: into the folders of their runs, or a temporary one for models that have no run. */
import { linkSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class ServerLogs {
  readonly #servers: number
  readonly #folders: string[] = []
  #temporary: string | undefined

  /** @param servers how many run side by side, with a log each */
  constructor(servers: number) {
    this.#servers = servers
  }

  /** The log is in this run folder as well: servers outlive runs, and runs share servers. */
  attach(folder: string): void {
    const previous = this.#folders.at(-1)
    if (this.#folders.includes(folder)) return
    this.#folders.push(folder)
    if (previous === undefined) return
    for (let index = 0; index < this.#servers; index++) {
      try {
        linkSync(join(previous, nameOf(index)), join(folder, nameOf(index)))
      } catch {
        // Not started yet, or another file system: the log is in the other folder.
      }
    }
  }

  /** The file for a server that starts now. */
  pathOf(index: number): string {
    const folder = this.#folders.at(-1)
    if (folder !== undefined) return join(folder, nameOf(index))
    this.#temporary ??= mkdtempSync(join(tmpdir(), 'evalkit-server-'))
    return join(this.#temporary, nameOf(index))
  }

  /** Keeps the log of a failure that names it. */
  keep(): void {
    this.#temporary = undefined
  }

  /** Removes a log that nobody will read. */
  clear(): void {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true })
    this.#temporary = undefined
  }
}

const nameOf = (index: number) => (index === 0 ? 'server.log' : `server-${index + 1}.log`)
