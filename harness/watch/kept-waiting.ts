/** Keeps the files of checkpoints that wait, since their trainer may delete them before their turn. */

import { join } from 'node:path'
import type { Candidate } from '../checkpoints/candidates.ts'
import { removeFolder } from '../checkpoints/files.ts'
import { holdCheckpoint } from '../checkpoints/hold.ts'
import type { Waiting } from './waiting.ts'

interface Kept {
  /** Of the files when they were kept. */
  readonly state: string
  readonly candidate: Candidate
}

export class KeptWaiting {
  readonly #most: number
  readonly #places: readonly string[]
  readonly #kept = new Map<string, Kept>()

  /**
   * @param most so many, since each that the trainer deletes goes on taking room
   * @param left by an earlier watch, under their names
   */
  constructor(most: number, places: readonly string[], left: ReadonlyMap<string, Candidate>) {
    this.#most = most
    this.#places = places
    for (const [name, candidate] of left) this.#kept.set(name, { state: '', candidate })
  }

  /** @param waiting in the order of evaluation */
  async keep(waiting: readonly Waiting[]): Promise<void> {
    for (const { name, candidate, whole, isFinal } of waiting) {
      const known = this.#kept.get(name)
      if (isFinal || candidate.isKept || known?.state === whole.state) continue // no trainer deletes its final weights
      if (known === undefined && this.#kept.size >= this.#most) continue
      const held = await holdCheckpoint(whole, name, this.#places)
      if (held === undefined || held.path === whole.facts.path) continue // deleted just now, or it cannot be kept
      const { path } = candidate
      this.#kept.set(name, {
        state: whole.state,
        candidate: { ...candidate, path: held.path, original: path, isKept: true },
      })
    }
  }

  /** Where they can be read once they are deleted. */
  get candidates(): readonly Candidate[] {
    return [...this.#kept.values()].map(({ candidate }) => candidate)
  }

  has(path: string): boolean {
    return this.candidates.some((one) => one.path === path || one.original === path)
  }

  /** @param isInUse whether its files are needed further */
  async forget(name: string, isInUse: boolean): Promise<void> {
    this.#kept.delete(name)
    if (isInUse) return
    for (const place of this.#places) await removeFolder(join(place, name))
  }
}
