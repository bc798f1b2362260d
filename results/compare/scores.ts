/** The scores of one run, sample by sample, read in one pass. */
import { join } from 'node:path'
import { StoreError } from '../errors.ts'
import type { Interval, SampleRecord } from '../schema.ts'
import type { ComparedRun } from './compared-run.ts'
import { type Trial, trialOf } from './trial.ts'

/** All that a comparison keeps of one sample. */
export interface SampleScores {
  /** Of the scored repeats, in the order they finished. */
  readonly values: number[]
  /** The first repeat with the lowest score, and the first with the highest; undefined when none is scored. */
  lowest?: Trial
  highest?: Trial
  unscored: number
  truncated: boolean
  /** Bit r − 1 for each repeat r that has a record. */
  repeats: bigint
  /** Sums over the scored repeats, by the place of the rule in `Scores.rules`. */
  readings?: number[]
}

export interface Scores {
  readonly samples: ReadonlyMap<string, SampleScores>
  /** Names of the extraction rules that have read replies of this run. */
  readonly rules: readonly string[]
  /** Rules that found an answer in some reply; others are for another form altogether. */
  readonly rulesThatFound: ReadonlySet<string>
  /** Every score is 0 or 1, and no sample was asked twice. */
  readonly binary: boolean
  readonly range: Interval
}

/** @throws StoreError for a record twice, one that the run cannot have, or fewer than its summary counts */
export async function readScores(run: ComparedRun): Promise<Scores> {
  const { folder, manifest, summary } = run
  const range: Interval = summary?.range ?? [0, 1]
  const samples = new Map<string, SampleScores>()
  const rules: string[] = []
  const rulesThatFound = new Set<string>()
  const answers = new Map<string, string>()
  const path = join(folder, 'samples.jsonl')
  let binary = manifest.repeats === 1 && summary?.range === undefined
  let line = 0
  for await (const { id, repeat, outcome, attempt } of run.records()) {
    line++
    const sample = samples.get(id) ?? newSample(id, samples)
    claim(sample, id, repeat, manifest.repeats, `${path}:${line}`)
    if (outcome.kind === 'unscored') {
      sample.unscored++
      continue
    }
    const { score } = outcome
    requireInRange(score.value, range, `${path}:${line}`)
    binary &&= score.value === 0 || score.value === 1
    const trial = trialOf(score, attempt, answers)
    sample.values.push(trial.value)
    if (sample.lowest === undefined || trial.value < sample.lowest.value) sample.lowest = trial
    if (sample.highest === undefined || trial.value > sample.highest.value) sample.highest = trial
    sample.truncated ||= score.flaw === 'truncated'
    addReadings(sample, score.readings, rules, rulesThatFound)
  }
  requireWhole(line, run, path)
  return { samples, rules, rulesThatFound, binary, range }
}

/** Mean over a sample's scored repeats, to 12 digits: the same in whatever order they were answered. */
export function meanOf({ values }: SampleScores): number {
  if (values.length === 1) return values[0] as number
  let sum = 0
  for (const value of values) sum += value
  return Number((sum / values.length).toPrecision(12))
}

function newSample(id: string, samples: Map<string, SampleScores>): SampleScores {
  const sample: SampleScores = { values: [], unscored: 0, truncated: false, repeats: 0n }
  samples.set(id, sample)
  return sample
}

function claim(sample: SampleScores, id: string, repeat: number, repeats: number, place: string): void {
  const bit = 1n << BigInt(repeat - 1)
  if (repeat > repeats) {
    throw damaged(`${place}: repeat ${repeat} of ${id}, but "repeats" in the manifest is ${repeats}`)
  }
  if ((sample.repeats & bit) !== 0n) throw damaged(`${place}: ${id}, repeat ${repeat}, is there a second time`)
  sample.repeats |= bit
}

function requireInRange(value: number, [min, max]: Interval, place: string): void {
  if (value >= min && value <= max) return
  throw damaged(`${place}: outcome.score.value is ${value}, and scores here lie within ${min} and ${max}`)
}

/** A file that was cut off, or copied while it was written, must not pass for the whole run. */
function requireWhole(records: number, { summary, manifest }: ComparedRun, path: string): void {
  const counted = summary === undefined ? records : summary.trials + summary.unscored
  if (counted !== records) {
    throw damaged(`${path}: holds ${records} trials, but "trials" and "unscored" in summary.json count ${counted}`)
  }
  const planned = manifest.items.count * manifest.repeats
  if (records > planned) throw damaged(`${path}: holds ${records} trials, but the manifest plans ${planned}`)
}

const damaged = (message: string) =>
  new StoreError(message, {
    hint: 'The folder was damaged, edited or copied in part; leave this run out, or run it again.',
  })

type Readings = Extract<SampleRecord['outcome'], { kind: 'scored' }>['score']['readings']

function addReadings(sample: SampleScores, readings: Readings, rules: string[], rulesThatFound: Set<string>): void {
  for (const name in readings) {
    const reading = readings[name]
    if (reading === undefined) continue
    let place = rules.indexOf(name)
    if (place === -1) place = rules.push(name) - 1
    sample.readings ??= []
    sample.readings[place] = (sample.readings[place] ?? 0) + reading.value
    if (reading.answer !== null) rulesThatFound.add(name)
  }
}
