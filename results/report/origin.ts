/** An imported run beside its origin: where it comes from, and where evalkit's own rule disagrees with its scores. */
import type { ImportedFacts, Outcome, RunManifest } from '../schema/schema.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import { count, plural } from '../words/format.ts'

/** `lm-eval 0.4.13, task gsm8k version 3, filter strict-match, 5 shots, from out/samples.jsonl`. */
export function originWords({ tool, toolVersion, task, taskVersion, filter, shots, source }: ImportedFacts): string {
  return [
    [tool, toolVersion].join(' ').trim(),
    `task ${task}${taskVersion === undefined ? '' : ` version ${taskVersion}`}`,
    ...(filter === undefined ? [] : [`filter ${filter}`]),
    ...(shots === undefined ? [] : [plural(shots, 'shot')]),
    `from ${source}`,
  ].join(', ')
}

/** How many samples are named. */
const NAMED = 10

/** Collects the samples that the origin and evalkit's rule score differently. */
export class OriginDifferences {
  readonly #imported: ImportedFacts | undefined
  readonly #differing: string[] = []
  #origin = 0
  #own = 0
  #both = 0

  constructor({ imported }: Pick<RunManifest, 'imported'>) {
    this.#imported = imported
  }

  add(id: string, outcome: Outcome): void {
    const { rule, ownRule } = this.#imported ?? {}
    if (rule === undefined || ownRule === undefined || outcome.kind === 'unscored') return
    const { readings = {} } = outcome.score
    const [origin, own] = [readings[rule]?.value, readings[ownRule]?.value]
    if (origin === undefined || own === undefined) return
    this.#both++
    this.#origin += origin
    this.#own += own
    if (origin !== own) this.#differing.push(id)
  }

  /** Nothing for a run that was not imported, or whose questions are not evalkit's own. */
  lines(): string[] {
    if (this.#both === 0) return []
    const { tool, filter, metric, ownRule } = this.#imported as ImportedFacts
    const mean = (sum: number) => (sum / this.#both).toFixed(4)
    const ids = [...this.#differing].sort(inSampleOrder)
    const more = ids.length > NAMED ? `, and ${count(ids.length - NAMED)} more` : ''
    const words = ids.length === 0 ? 'they agree on every reply' : `they differ on ${count(ids.length)}: `
    return [
      `${tool} by ${filter ?? metric}: ${mean(this.#origin)}; evalkit by ${ownRule}: ${mean(this.#own)}, on the same ` +
        `${count(this.#both)} replies; ${words}${ids.slice(0, NAMED).join(', ')}${more}`,
    ]
  }
}
