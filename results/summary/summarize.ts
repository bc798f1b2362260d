/** A run in numbers: one pass over its records, keeping counts and not records. */

import { defined } from '../defined.ts'
import type {
  Aggregate,
  BenchmarkSummary,
  Interval,
  Price,
  SampleRecord,
  Score,
  UpstreamReading,
} from '../schema/schema.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { bootstrap } from '../statistics/bootstrap.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { withUnseen } from '../statistics/mean-interval.ts'
import { CostTally, type JudgePrices } from './cost-tally.ts'
import { Counter } from './counter.ts'
import { GroupTally } from './group-tally.ts'
import { InstructionTally } from './instruction-tally.ts'
import { PositionTally } from './position-tally.ts'
import { partMeans, RatedSamples, strataOf } from './rated-samples.ts'
import { RatingTally } from './rating-tally.ts'
import { OpeningTags, ReplyShapeTally } from './reply-shape.ts'
import { roundFacts } from './round-facts.ts'
import { type Averager, averager } from './sample-means.ts'
import { scoreInterval } from './score-interval.ts'
import { ProgramTally, RepeatTally, RuleTally } from './score-tallies.ts'
import { ServedModelsTally } from './served-models.ts'
import { UnscoredCauses } from './unscored-causes.ts'

export interface SummaryPlan {
  readonly metric: string
  /** What a score can be, ends included. */
  readonly range: readonly [min: number, max: number]
  /** Trials the run set out to do: samples × repeats. */
  readonly planned: number
  readonly repeats: number
  /** Orders of options in a round of repeats. Default: 1. */
  readonly permutations?: number | undefined
  /** Which pass@k to estimate, where the answers are programs. */
  readonly passAt?: readonly number[]
  /** Time spent running, over all sittings. */
  readonly wallMs: number
  /** How scores become one number; absent: by their mean over samples. */
  readonly aggregate?: Aggregate | undefined
  /** What the authors of a judged benchmark make of its verdicts. */
  readonly upstream?: UpstreamReading | undefined
  /** What ended the run before its time. */
  readonly endedBy?: BenchmarkSummary['endedBy']
  /** What the model's tokens cost, where that is known. */
  readonly price?: Price | undefined
  /** What the judges' tokens cost, where that is known. */
  readonly judgePrices?: JudgePrices
}

/**
 * @param records each trial at most once, in any order
 * @returns rounded as it is written down; latencies are within 0.5%
 */
export async function summarize(records: AsyncIterable<SampleRecord>, plan: SummaryPlan): Promise<BenchmarkSummary> {
  const headline = new Headline(plan)
  const rules = new RuleTally(plan.repeats)
  const programs = new ProgramTally()
  const instructions = new InstructionTally()
  const groups = new GroupTally(plan.repeats)
  const repeats = new RepeatTally(plan.repeats)
  const positions = new PositionTally(plan.permutations ?? 1)
  const ratings = new RatingTally(plan.upstream)
  const cost = new CostTally(plan.price, plan.judgePrices)
  const served = new ServedModelsTally()
  const shapes = new ReplyShapeTally()
  const unscored = new Counter()
  const causes = new UnscoredCauses()
  for await (const record of records) {
    const { id, outcome, attempt } = record
    cost.add(attempt.turns)
    cost.addRatings(record.ratings)
    served.add(attempt.turns)
    shapes.add(attempt.turns)
    positions.add(record)
    ratings.add(record)
    groups.add(record)
    causes.add(record)
    if (outcome.kind === 'unscored') unscored.add(outcome.reason)
    else {
      headline.add(record, outcome.score)
      rules.add(id, outcome.score)
      programs.add(id, outcome.score)
      instructions.add(outcome.score)
      repeats.add(id, outcome.score)
    }
  }
  const parts = [
    headline.facts(),
    programs.facts(plan.passAt ?? []),
    instructions.facts(),
    groups.facts(),
    repeats.facts(),
    ratings.facts(),
  ] as const
  const [main, ofPrograms, ofInstructions, ofGroups, ofRepeats, ofRatings] = parts
  const metrics = Object.assign({}, ...parts.map((part) => ('metrics' in part ? part.metrics : {})))
  return roundFacts({
    schemaVersion: SCHEMA_VERSION,
    metric: plan.metric,
    ...main,
    pending: Math.max(0, plan.planned - headline.trials - unscored.total),
    unscored: unscored.total,
    unscoredReasons: unscored.byName(),
    ...causes.facts(),
    ...(plan.endedBy && { endedBy: plan.endedBy }),
    ...rules.facts(),
    ...ofPrograms,
    ...ofInstructions,
    ...ofGroups,
    ...ofRepeats,
    ...positions.facts(),
    ...ofRatings,
    ...(Object.keys(metrics).length > 0 && { metrics }),
    ...served.facts(),
    ...shapes.facts(),
    ...cost.facts(),
    wallMs: plan.wallMs,
  })
}

/** The number itself, and what the replies were like. */
class Headline {
  trials = 0
  #range: Interval
  readonly #repeats: number
  readonly #scores: Averager
  readonly #aggregate: Aggregate | undefined
  /** Where scores are more than a share of what is right. */
  readonly #rated: RatedSamples | undefined
  #correct = 0
  #unanswered = 0
  readonly #flaws = new Counter()
  #ranOn = 0
  #leaked = 0
  readonly #openingTags = new OpeningTags()
  readonly #vias = new Counter()
  /** Every score is wholly right or wholly wrong. */
  #binary: boolean

  constructor({ range: [min, max], repeats, aggregate }: SummaryPlan) {
    this.#range = [min, max]
    this.#repeats = repeats
    this.#scores = averager(repeats)
    this.#binary = min === 0 && max === 1
    this.#aggregate = aggregate
    this.#rated = this.#binary ? undefined : new RatedSamples()
  }

  add(record: SampleRecord, { value, answer, flaw, runOn, openingTag, via }: Score): void {
    this.trials++
    this.#scores.add(record.id, value)
    // Upstream's rules know no range: what they read is in it.
    if (this.#rated !== undefined) this.#range = [Math.min(value, this.#range[0]), Math.max(value, this.#range[1])]
    this.#rated?.add(record)
    this.#binary &&= value === 0 || value === 1
    if (value === 1) this.#correct++
    if (answer === null) this.#unanswered++
    if (flaw !== undefined) this.#flaws.add(flaw)
    if (runOn?.ranOn) this.#ranOn++
    if (runOn?.leaked) this.#leaked++
    if (openingTag !== undefined) this.#openingTags.add(openingTag)
    if (via !== undefined) this.#vias.add(via)
  }

  facts() {
    const [min, max] = this.#range
    const { n, mean } = this.#scores.moments()
    return defined({
      range: min !== 0 || max !== 1 ? this.#range : undefined,
      score: n > 0 ? mean : undefined,
      ...(this.#rated === undefined
        ? scoreInterval({
            moments: this.#scores.moments(),
            repeats: this.#repeats,
            trials: this.trials,
            correct: this.#correct,
            isBinary: this.#binary,
            range: this.#range,
          })
        : this.#ratedFacts(this.#rated)),
      n,
      trials: this.trials,
      correct: this.#binary && this.#repeats === 1 ? this.#correct : undefined,
      unanswered: this.#unanswered,
      truncated: this.#flaws.count('truncated'),
      empty: this.#flaws.count('empty'),
      refused: this.#flaws.count('refused'),
      ranOn: this.#ranOn || undefined,
      leaked: this.#leaked || undefined,
      ...this.#openingTags.facts(this.trials),
      vias: this.#vias.total > 0 ? this.#vias.byName() : undefined,
    })
  }

  /** The score is the weighted mean that is drawn from, and not the plain one. */
  #ratedFacts(rated: RatedSamples) {
    const samples = rated.all()
    const drawn = bootstrap(strataOf(samples, this.#aggregate))
    if (drawn === undefined) return {}
    const { mean, clusters, standardError } = drawn
    const known = { n: clusters, mean, flat: standardError === 0 }
    const parts = partMeans(samples, this.#aggregate)
    return {
      score: mean,
      interval: withUnseen(drawn.interval(CONFIDENCE), known, this.#range, CONFIDENCE),
      intervalMethod: 'BCa',
      ...(parts.length > 0 && { metrics: Object.fromEntries(parts) }),
    }
  }
}
