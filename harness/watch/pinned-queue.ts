/** Pins queued checkpoints, since their trainer may delete them before their turn. */
import { join } from 'node:path'
import type { Candidate } from '../checkpoints/candidates.ts'
import { removeFolder } from '../checkpoints/files.ts'
import { pinCheckpoint } from '../checkpoints/pin.ts'
import type { QueuedCheckpoint } from './queue.ts'

interface Pinned {
  /** Of the files when they were pinned. */
  readonly state: string
  readonly candidate: Candidate
}

export class PinnedQueue {
  readonly #most: number
  readonly #folders: readonly string[]
  readonly #pinned = new Map<string, Pinned>()

  /**
   * @param most pins at a time; one takes disk space once the trainer has deleted the checkpoint
   * @param folders for pins; the first that works is used
   * @param leftovers pins of an earlier watch, by name
   */
  constructor(most: number, folders: readonly string[], leftovers: ReadonlyMap<string, Candidate>) {
    this.#most = most
    this.#folders = folders
    for (const [name, candidate] of leftovers) this.#pinned.set(name, { state: '', candidate })
  }

  /** @param queue in the order of evaluation */
  async pin(queue: readonly QueuedCheckpoint[]): Promise<void> {
    for (const { name, candidate, whole, isFinal } of queue) {
      const known = this.#pinned.get(name)
      if (isFinal || candidate.isPinned || known?.state === whole.state) continue // no trainer deletes its final weights
      if (known === undefined && this.#pinned.size >= this.#most) continue
      const pin = await pinCheckpoint(whole, name, this.#folders)
      if (pin === undefined || pin.path === whole.facts.path) continue // deleted just now, or it cannot be pinned
      const { path } = candidate
      this.#pinned.set(name, {
        state: whole.state,
        candidate: { ...candidate, path: pin.path, original: path, isPinned: true },
      })
    }
  }

  /** The checkpoints at their pins. */
  get candidates(): readonly Candidate[] {
    return [...this.#pinned.values()].map(({ candidate }) => candidate)
  }

  has(path: string): boolean {
    return this.candidates.some((one) => one.path === path || one.original === path)
  }

  /** Takes a checkpoint off the queue. @param isInUse whether something else still needs its pin */
  async remove(name: string, isInUse: boolean): Promise<void> {
    this.#pinned.delete(name)
    if (isInUse) return
    for (const folder of this.#folders) await removeFolder(join(folder, name))
  }
}
