/** Changes of runs as server-sent events, for as long as a page listens. */
import type { ServerResponse } from 'node:http'
import type { Catalog } from './catalog.ts'

const EVERY_MS = 1000

/** So that nothing between closes a silent connection. */
const HEARTBEAT_MS = 15_000

export class LiveEvents {
  readonly #catalog: Catalog
  readonly #listeners = new Set<ServerResponse>()
  #timer: NodeJS.Timeout | undefined

  constructor(catalog: Catalog) {
    this.#catalog = catalog
    catalog.onChange((names) => {
      const changed = new Set(names)
      const runs = catalog.runs.filter(({ run }) => changed.has(run))
      this.#send({ runs, gone: names.filter((run) => catalog.stored(run) === undefined) })
    })
  }

  add(response: ServerResponse): void {
    response.write('retry: 2000\n\n')
    this.#listeners.add(response)
    const beat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS)
    response.on('close', () => {
      clearInterval(beat)
      this.#listeners.delete(response)
    })
    this.#timer ??= setTimeout(() => void this.#look(), EVERY_MS)
  }

  /** Looks again only once it is done, and only while somebody listens. */
  async #look(): Promise<void> {
    await this.#catalog.refresh().catch(() => undefined)
    this.#timer = this.#listeners.size === 0 ? undefined : setTimeout(() => void this.#look(), EVERY_MS)
  }

  #send(event: object): void {
    const text = `event: runs\ndata: ${JSON.stringify(event)}\n\n`
    for (const response of this.#listeners) response.write(text)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const response of this.#listeners) response.end()
  }
}
