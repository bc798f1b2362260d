/** A scorer makes one judgement: what one attempt at one sample is worth. */
import type { Attempt, Sample, Score } from '../results/schema.ts'

/** What scorers may need from outside; the harness hands over what a scorer names, and nothing else. */
// biome-ignore lint/suspicious/noEmptyInterface: sandbox and judge join here with the benchmarks that need them
export interface Resources {}

export interface Scorer<Needs extends keyof Resources = never> {
  readonly name: string
  /** What scores can be, ends included. */
  readonly range: readonly [min: number, max: number]
  readonly needs: readonly Needs[]
  /** The extraction rule behind the headline score, where there is one. */
  readonly rule?: string
  /** The same scorer with another rule for the headline. @throws UsageError for a rule it does not have */
  withRule?(name: string): Scorer<Needs>
  /**
   * @throws the named error of a resource that broke (it becomes an unscored record); never for what the reply says
   */
  score(attempt: Attempt, sample: Sample, resources: Pick<Resources, Needs>): Promise<Score>
}
