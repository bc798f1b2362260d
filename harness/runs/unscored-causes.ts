/** Why trials have no score, in few sentences: a thousand that fail alike are one cause. */
import type { ErrorFacts, SampleRecord } from '../../results/schema.ts'

interface Cause {
  /** The first of them. */
  readonly error: ErrorFacts
  readonly sampleId: string
  trials: number
}

const MOST_TOLD = 3
/** A server that never fails twice alike is not remembered for ever. */
const MOST_KEPT = 1000

export class UnscoredCauses {
  readonly #causes = new Map<string, Cause>()

  add({ id, outcome }: SampleRecord): void {
    if (outcome.kind === 'scored') return
    const { error } = outcome
    const alike = error.message.replace(/\d+/g, '#')
    const known = this.#causes.get(alike)
    if (known !== undefined) known.trials++
    else if (this.#causes.size < MOST_KEPT) this.#causes.set(alike, { error, sampleId: id, trials: 1 })
  }

  /** The commonest first; nothing where all have a score. */
  sentences(): string[] {
    const causes = [...this.#causes.values()].sort((a, b) => b.trials - a.trials)
    const told = causes.slice(0, MOST_TOLD).map(({ error: { message, hint }, sampleId, trials }) => {
      const which = trials === 1 ? sampleId : `${trials} trials, such as ${sampleId}`
      return `not scored: ${which}: ${message}${hint === undefined ? '' : `\n  ${hint}`}`
    })
    const rest = causes.slice(MOST_TOLD).reduce((sum, { trials }) => sum + trials, 0)
    return rest === 0 ? told : [...told, `not scored: ${rest} more, for other causes`]
  }
}
