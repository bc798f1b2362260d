/** What cannot be true together in one run: a score and the readings it comes from, a summary and the records it counts. */

import type { BenchmarkSummary, RunManifest, SampleRecord, Score } from '../schema/schema.ts'
import { digestOf } from './reply-shape.ts'
import { type Averager, averager } from './sample-means.ts'
import { scoreInterval } from './score-interval.ts'

/** @returns what the score of a record contradicts in the record itself; undefined where it fits */
export function recordContradiction({ outcome, ratings, reply, attempt }: SampleRecord): string | undefined {
  const { turns } = attempt
  if (reply?.digest !== undefined && turns.length > 0 && digestOf(turns) !== reply.digest) {
    return `the digest of its reply is ${reply.digest}, and the reply itself has another`
  }
  if (outcome.kind === 'unscored') return undefined
  return (
    readingContradiction(outcome.score) ??
    verdictContradiction(outcome.score) ??
    ratingContradiction(outcome.score, ratings)
  )
}

/** The headline is one of the readings. */
function readingContradiction({ value, answer, rule, readings }: Score): string | undefined {
  const reading = rule === undefined ? undefined : readings?.[rule]
  if (reading === undefined) return undefined
  if (reading.value !== value) return `its score is ${value}, and its reading by ${rule} scores ${reading.value}`
  if (reading.answer === answer) return undefined
  return `its answer is ${shown(answer)}, and its reading by ${rule} is ${shown(reading.answer)}`
}

const shown = (answer: string | null) => (answer === null ? 'none' : JSON.stringify(answer.slice(0, 40)))

function verdictContradiction({ value, verdict }: Score): string | undefined {
  if (verdict === undefined || (verdict.outcome === 'passed') === (value === 1)) return undefined
  return `its score is ${value}, and its program ended as ${verdict.outcome}`
}

/** However ratings become one number, it lies between them. */
function ratingContradiction({ value }: Score, ratings: SampleRecord['ratings'] = []): string | undefined {
  const given = ratings.flatMap(({ rating }) => rating ?? [])
  if (given.length === 0 || (value >= Math.min(...given) - TINY && value <= Math.max(...given) + TINY)) return undefined
  return `its score is ${value}, and its ratings are ${given.join(', ')}`
}

/** Sums of floating-point numbers are not exact, and summaries are rounded to six digits. */
const TINY = 1e-5

/** Counts the records of a run again, in one pass. */
export class Recount {
  readonly #scores: Averager
  readonly #aggregated: boolean
  readonly #repeats: number
  #isBinary = true
  #trials = 0
  #unscored = 0
  #right = 0

  constructor({ trialsPerSample, protocol }: Pick<RunManifest, 'trialsPerSample' | 'protocol'>) {
    this.#scores = averager(trialsPerSample)
    this.#repeats = trialsPerSample
    this.#aggregated = protocol.aggregate !== undefined
  }

  add({ id, outcome }: SampleRecord): void {
    if (outcome.kind === 'unscored') {
      this.#unscored++
      return
    }
    this.#trials++
    const { value } = outcome.score
    if (value === 1) this.#right++
    this.#isBinary &&= value === 0 || value === 1
    this.#scores.add(id, value)
  }

  /** @returns each number of the summary that its records do not give: `"correct" is 66, and the records give 61` */
  contradictions(summary: BenchmarkSummary): string[] {
    const { mean, n } = this.#scores.moments()
    return [
      ...differing('trials', summary.trials, this.#trials),
      ...differing('unscored', summary.unscored, this.#unscored),
      ...(summary.correct === undefined ? [] : differing('correct', summary.correct, this.#right)),
      // Ratings become a score in ways of their own.
      ...(this.#aggregated || summary.range !== undefined
        ? []
        : [...differing('score', summary.score, n > 0 ? mean : undefined), ...this.#ofInterval(summary)]),
    ]
  }

  /** Earlier versions, whose summaries have no digest, may have had another method. */
  #ofInterval(summary: BenchmarkSummary): string[] {
    const { interval: written, intervalMethod, samplesDigest } = summary
    const again = scoreInterval({
      moments: this.#scores.moments(),
      repeats: this.#repeats,
      trials: this.#trials,
      correct: this.#right,
      isBinary: this.#isBinary,
      range: [0, 1],
    })
    const isComparable = samplesDigest !== undefined && again?.intervalMethod === intervalMethod
    if (!isComparable || written === undefined || again === undefined) return outsideOfInterval(summary)
    if (again.interval.every((bound, at) => Math.abs(bound - (written[at] ?? Number.NaN)) <= TINY)) return []
    return [`"interval" is ${written.join(' to ')}, and the records give ${again.interval.map(short).join(' to ')}`]
  }
}

const short = (value: number) => Number(value.toPrecision(6))

/** An interval of shares always holds the share. */
function outsideOfInterval({ score, interval }: BenchmarkSummary): string[] {
  if (score === undefined || interval === undefined) return []
  const [low, high] = interval
  return score >= low - TINY && score <= high + TINY
    ? []
    : [`"interval" is ${low} to ${high}, and does not hold the score ${score}`]
}

const differing = (name: string, written: number | undefined, counted: number | undefined): string[] => {
  if (written === counted) return []
  if (written !== undefined && counted !== undefined && Math.abs(written - counted) <= TINY) return []
  return [
    `"${name}" is ${written ?? 'absent'}, and the records give ${counted === undefined ? 'none' : short(counted)}`,
  ]
}
