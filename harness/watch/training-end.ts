/** What a folder says of its training: how far it is, and whether it has ended. */
import { join } from 'node:path'
import type { Candidate } from '../checkpoints/candidates.ts'
import { readText } from '../checkpoints/files.ts'
import type { Look, ReadyCheckpoint } from '../checkpoints/folder-watch.ts'
import type { WholeCheckpoint } from '../checkpoints/read-checkpoint.ts'
import { asObject, parseJson } from '../lib/json.ts'
import type { TrainingState } from './end-rule.ts'

export class TrainingEnd {
  readonly #startedAt: number
  readonly #now: () => number
  #changedAt: number
  #picture = ''
  #last: ReadyCheckpoint | undefined
  #maxSteps: number | undefined
  #newestChange = 0
  #final: WholeCheckpoint | undefined

  /** @param now ms since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now
    this.#startedAt = now()
    this.#changedAt = now()
  }

  /** Takes in what was seen. */
  async see(look: Look): Promise<void> {
    const picture = JSON.stringify([
      look.ready.map(({ candidate, whole }) => [candidate.path, whole.state]),
      look.incomplete.map(({ candidate, reason }) => [candidate.path, reason]),
      look.settling.length,
      look.vanished.length,
    ])
    if (picture !== this.#picture) this.#changedAt = this.#now()
    this.#picture = picture
    for (const one of look.ready) {
      const { candidate, whole } = one
      if (candidate.isFinal) {
        this.#final = whole
        continue
      }
      this.#newestChange = Math.max(this.#newestChange, whole.changedAt)
      if ((candidate.step ?? -1) >= (this.#last?.candidate.step ?? -1)) this.#last = one
    }
    this.#maxSteps = (await this.#readMaxSteps()) ?? this.#maxSteps
  }

  /** `max_steps` of trainer_state.json, which Transformers writes after the weights. */
  async #readMaxSteps(): Promise<number | undefined> {
    if (this.#last === undefined) return undefined
    const text = await readText(join(this.#last.whole.contents.folder.path, 'trainer_state.json')).catch(() => '')
    const steps = asObject(parseJson(text))?.max_steps
    return Number.isSafeInteger(steps) && (steps as number) > 0 ? (steps as number) : undefined
  }

  get maxSteps(): number | undefined {
    return this.#maxSteps
  }

  /** Since the folder last changed. */
  get idleMs(): number {
    return this.#now() - this.#changedAt
  }

  /** Whether final weights are those of this training: those of an earlier one are older than a checkpoint. */
  isCurrent({ isFinal }: Candidate, { changedAt }: WholeCheckpoint): boolean {
    return !isFinal || changedAt >= this.#newestChange
  }

  /** @param unfinished checkpoints that are being written */
  state(unfinished: number): TrainingState {
    const final = this.#final
    const isNew = final !== undefined && (this.#last !== undefined || final.changedAt >= this.#startedAt)
    return {
      lastStep: this.#last?.candidate.step,
      maxSteps: this.#maxSteps,
      isFinal: final !== undefined && isNew && final.changedAt >= this.#newestChange,
      unfinished,
      idleMs: this.idleMs,
    }
  }
}
