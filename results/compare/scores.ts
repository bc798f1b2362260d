/** The scores of one run, sample by sample, read in one pass. */

import { join } from 'node:path'
import type { Sampling } from '../assumptions.ts'
import { StoreError } from '../errors.ts'
import type { BenchmarkSummary, Interval, SampleRecord } from '../schema/schema.ts'
import { QuantileSketch } from '../statistics/quantile-sketch.ts'
import { Recount, recordContradiction } from '../summary/contradictions.ts'
import { RatedSamples } from '../summary/rated-samples.ts'
import { digestOf, lengthOf } from '../summary/reply-shape.ts'
import { ServedModelsTally } from '../summary/served-models.ts'
import { commandOf } from '../words/shell.ts'
import { allRuns, type ComparedRun, repeatsOf } from './compared-run.ts'
import { RatingFacets } from './rating-facets.ts'
import { SamplePool, type SampleScores, together } from './sample-scores.ts'

export interface Scores {
  readonly samples: ReadonlyMap<string, SampleScores>
  /** Extraction rules that found an answer in some reply; others are for another form altogether. */
  readonly rules: ReadonlySet<string>
  /** Every score is 0 or 1, and no sample was asked twice. */
  readonly binary: boolean
  readonly range: Interval
  /** By turn and group; undefined where scores are shares of what is right. */
  readonly rated: RatedSamples | undefined
  /** By turn and dimension; likewise. */
  readonly facets: RatingFacets | undefined
  readonly replies: Replies
  readonly sampling: () => Sampling
}

/**
 * Those of earlier runs that count with it as well, their repeats before its own.
 *
 * @param excluded ids of samples that count for nothing; they must be there all the same
 * @throws StoreError for a record twice, one that the run cannot have, or fewer than its summary counts
 */
export async function readScores(run: ComparedRun, excluded: ReadonlySet<string> = new Set()): Promise<Scores> {
  const { summary } = run
  const range: Interval = summary?.range ?? [0, 1]
  const rated = summary?.range === undefined ? undefined : new RatedSamples()
  const asked = { trials: 0, sampled: 0, reorders: false }
  const gathered = {
    samples: new Map<string, SampleScores>(),
    rules: new Set<string>(),
    binary: repeatsOf(run) === 1 && rated === undefined,
    range,
    rated,
    facets: rated && new RatingFacets(),
    said: new ReplyTally(),
    asked,
    sampling: () => ({ sampled: asked.trials === 0 ? 1 : asked.sampled / asked.trials, reorders: asked.reorders }),
  }
  const pool = new SamplePool()
  let repeats = 0
  for (const each of allRuns(run)) {
    await readRun(each, repeats, excluded, gathered, pool)
    repeats += each.manifest.trialsPerSample
  }
  const { said, ...scores } = gathered
  return { ...scores, replies: said.facts(summary) }
}

interface Gathered extends Omit<Scores, 'replies'> {
  readonly said: ReplyTally
  readonly samples: Map<string, SampleScores>
  readonly rules: Set<string>
  binary: boolean
  readonly asked: { trials: number; sampled: number; reorders: boolean }
}

/** @param before repeats of earlier runs, after which those of this one are counted on */
async function readRun(
  run: ComparedRun,
  before: number,
  excluded: ReadonlySet<string>,
  gathered: Gathered,
  pool: SamplePool,
): Promise<void> {
  const { samples, rules, rated, facets, range, said, asked } = gathered
  const { folder, manifest, upTo = manifest.trialsPerSample } = run
  const path = join(folder, 'samples.jsonl')
  const recount = new Recount(manifest)
  const isStored = run.notes !== undefined // a baseline is checked where it is read, and keeps no replies
  let line = 0
  for await (const read of run.records()) {
    line++
    const record = before === 0 ? read : { ...read, repeat: read.repeat + before }
    const { id, outcome } = record
    const known = samples.get(id)
    requirePossible(read, known?.asked.includes(record.repeat), manifest.trialsPerSample, range, `${path}:${line}`)
    recount.add(read)
    const odd = isStored ? undefined : recordContradiction(read)
    if (odd !== undefined) throw damaged(`${path}:${line}: ${id}: ${odd}`)
    if (excluded.has(id) || read.repeat > upTo) continue
    const sample = pool.of(record)
    samples.set(id, known === undefined ? sample : together(known, sample))
    rated?.add(record)
    facets?.add(record)
    said.add(record)
    asked.trials++
    if ({ ...manifest.generation, ...read.generation }.temperature !== 0) asked.sampled++
    asked.reorders ||= read.order !== undefined
    if (outcome.kind === 'unscored') continue
    const { value, readings } = outcome.score
    gathered.binary &&= value === 0 || value === 1
    for (const name in readings) if (readings[name]?.answer !== null) rules.add(name)
  }
  requireWhole(line, run, path)
  if (!isStored) requireCounted(recount, run)
}

function requirePossible(
  { id, repeat, outcome }: SampleRecord,
  isKnown: boolean | undefined,
  repeats: number,
  [min, max]: Interval,
  place: string,
): void {
  if (repeat > repeats) {
    throw damaged(`${place}: repeat ${repeat} of ${id}, but "trialsPerSample" in the manifest is ${repeats}`)
  }
  if (isKnown) throw damaged(`${place}: ${id}, repeat ${repeat}, is there a second time`)
  if (outcome.kind === 'unscored') return
  const { value } = outcome.score
  if (value >= min && value <= max) return
  throw damaged(`${place}: outcome.score.value is ${value}, and scores here lie within ${min} and ${max}`)
}

/** A file that was cut off, or copied while it was written, must not pass for the whole run. */
function requireWhole(records: number, { summary, manifest }: ComparedRun, path: string): void {
  const counted = summary === undefined ? records : summary.trials + summary.unscored
  if (counted !== records) {
    throw damaged(`${path}: holds ${records} trials, but "trials" and "unscored" in summary.json count ${counted}`)
  }
  const planned = manifest.items.count * manifest.trialsPerSample
  if (records > planned) throw damaged(`${path}: holds ${records} trials, but the manifest plans ${planned}`)
}

/** The summary was made of these records, and of nothing else. */
function requireCounted(recount: Recount, { summary, folder }: ComparedRun): void {
  if (summary === undefined) return
  const [odd] = recount.contradictions(summary)
  if (odd !== undefined) throw damaged(`${join(folder, 'summary.json')}: ${odd}`)
}

const folderOf = (message: string) => message.replace(/[\\/](?:samples\.jsonl|summary\.json)[:\d]*: [\s\S]*/, '')

/** @param message begins with a file of the run */
const damaged = (message: string) =>
  new StoreError(message, {
    hint: `The folder was damaged, edited or copied in part; leave this run out, or run it again. All that contradicts: ${commandOf(['verify', folderOf(message)])}`,
  })

interface Replies {
  /** By sample and repeat; none for an empty reply, which is like any other. */
  readonly digests: ReadonlyMap<string, string>
  /** Median characters, reasoning included; undefined where no reply is known. */
  readonly medianLength: number | undefined
  /** By the model's name in them. */
  readonly servedModels: Readonly<Record<string, number>>
  /** Replies of earlier runs, from the response cache. */
  readonly cached: number
}

class ReplyTally {
  readonly #digests = new Map<string, string>()
  readonly #lengths = new QuantileSketch()
  readonly #served = new ServedModelsTally()
  #cached = 0

  add({ id, repeat, attempt: { turns }, reply }: SampleRecord): void {
    const digest = reply === undefined ? digestOf(turns) : reply.digest
    if (digest !== undefined) this.#digests.set(repeat === 1 ? id : `${id} ${repeat}`, digest)
    if (turns.length === 0 || reply !== undefined) return
    this.#lengths.add(lengthOf(turns))
    this.#served.add(turns)
    for (const { completion } of turns) if (completion.cached) this.#cached++
  }

  /** @param summary tells what records without their replies cannot */
  facts(summary: BenchmarkSummary | undefined): Replies {
    return {
      digests: this.#digests,
      medianLength: this.#lengths.quantile(0.5) ?? summary?.replyLength,
      servedModels: this.#served.facts().servedModels ?? summary?.servedModels ?? {},
      cached: this.#cached || (summary?.cached ?? 0),
    }
  }
}
