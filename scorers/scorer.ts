/** A scorer makes one judgement: what one attempt at one sample is worth. */
import type { Aggregate, Attempt, Sample, Score, TurnRating, UpstreamReading } from '../results/schema/schema.ts'
import type { Program, Sandbox } from '../sandboxes/sandbox.ts'
import type { TimeLimitRule } from '../sandboxes/time-limit.ts'
import type { JudgePanel } from './judge.ts'

/** What scorers may need from outside; the harness hands over what a scorer names, and nothing else. */
export interface Resources {
  /** Where programs run. */
  readonly sandbox: Sandbox
  /** Who rates answers. */
  readonly judge: JudgePanel
}

export interface Scorer<Needs extends keyof Resources = never> {
  readonly name: string
  /** What scores can be, ends included. */
  readonly range: readonly [min: number, max: number]
  readonly needs: readonly Needs[]
  /** The extraction rule behind the headline score, where there is one. */
  readonly rule?: string
  /** It compares the log-likelihoods of a sample's continuations; models generate no reply. */
  readonly likelihoods?: true
  /** The same scorer with another rule for the headline. @throws UsageError for a rule it does not have */
  withRule?(name: string): Scorer<Needs>
  /** How programs meet their tests, where the answer is code. */
  readonly check?: Program['check']
  /** How long programs may take on a given machine. */
  readonly timeLimit?: TimeLimitRule
  /** The same scorer with the other check. */
  withCheck?(check: Program['check']): Scorer<Needs>
  /** How scores become one number; absent: by their mean over samples. */
  readonly aggregate?: Aggregate
  /** What the benchmark's authors make of the same verdicts, where that is another number. */
  readonly upstream?: UpstreamReading
  /** Loads what takes long to load, before the first request: replies that arrive meanwhile would wait, and their latency is measured. */
  prepare?(samples: readonly Sample[]): Promise<unknown>
  /** Where turns are rated by a judge: rates the last turn of an attempt, as soon as it is there. Never throws for what a judge says. */
  rate?(attempt: Attempt, sample: Sample, resources: Pick<Resources, Needs>): Promise<TurnRating>
  /**
   * @param ratings of the turns, where `rate` gave them
   * @throws the named error of a resource that broke (it becomes an unscored record); never for what the reply says
   */
  score(
    attempt: Attempt,
    sample: Sample,
    resources: Pick<Resources, Needs>,
    ratings?: readonly TurnRating[],
  ): Promise<Score>
}
