/** What a watch says of checkpoints that it cannot evaluate (yet): once each, and not of what takes a moment. */
import type { Candidate } from '../checkpoints/candidates.ts'
import type { Look, Unfit } from '../checkpoints/folder-watch.ts'
import { note } from '../lib/terminal.ts'
import type { WatchPlan } from './plan.ts'
import { isChosen, isOfSeries } from './queue.ts'

/** A checkpoint that is being written is not mentioned for so long. */
const WRITING_MS = 60_000

const SHOWN = 5

export class Notes {
  readonly #plan: Pick<WatchPlan, 'out' | 'once' | 'every'>
  readonly #now: () => number
  readonly #told = new Set<string>()
  readonly #since = new Map<string, number>()

  /** @param now ms of any clock */
  constructor(plan: Pick<WatchPlan, 'out' | 'once' | 'every'>, now: () => number = () => performance.now()) {
    this.#plan = plan
    this.#now = now
  }

  tell(look: Look, isHandled: (candidate: Candidate) => boolean): void {
    const { out, once, every } = this.#plan
    if (!look.isThere && !once) this.#once(`waiting for ${out}, which is not there yet`)
    for (const one of look.incomplete) this.#unfit(one, `is not complete: ${one.reason}`)
    for (const one of look.foreign) this.#unfit(one, `is left out: ${one.reason}`)
    for (const candidate of look.vanished) {
      if (candidate.isPinned || isHandled(candidate) || !isChosen(candidate, every)) continue
      this.#once(`${candidate.path}: deleted before it was evaluated; it is left out`)
    }
    const steps = look.candidates.flatMap(({ step, isFinal }) => (isFinal || step === undefined ? [] : [step]))
    if (every !== undefined && steps.length > 1 && !steps.some((step) => step % every === 0)) {
      const shown = steps.length > SHOWN ? [...steps.slice(0, SHOWN), '…'] : steps
      this.#once(`--every ${every}: none of the steps so far is a multiple of it (${shown.join(', ')})`)
    }
  }

  /** @param series the one that is evaluated; undefined: not known yet */
  tellOthers({ ready }: Look, series: string | undefined): void {
    for (const { candidate } of ready) {
      if (series === undefined || isOfSeries(candidate, series)) continue
      this.#once(`${candidate.path} is left out: it is of another series than ${series}`)
    }
  }

  #unfit({ candidate, reason }: Unfit, text: string): void {
    const key = `${candidate.path} ${reason}`
    const since = this.#since.get(key) ?? this.#now()
    this.#since.set(key, since)
    if (this.#plan.once || this.#now() - since >= WRITING_MS) this.#once(`${candidate.path} ${text}`)
  }

  #once(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    note(text)
  }
}
