/** What a comparison keeps of one sample: a hundred thousand fit where their replies would not. */

import type { SampleRecord, Score } from '../schema/schema.ts'
import { isLoop } from '../summary/repetition.ts'

/** What a reply may be like besides right or wrong; several at once are possible. */
export type Oddity = 'truncated' | 'empty' | 'refused' | 'unanswered' | 'leaked' | 'ran-on' | 'loop'

/** A scored reply. */
export interface Trial {
  readonly value: number
  /** What became of it, where it is not right: the `change` of a flip. */
  readonly outcome: string
  /** The answer taken, where it is short. */
  readonly answer?: string
  /** Its value by each extraction rule. */
  readonly readings: Readonly<Record<string, number>>
  /** Rules that found no answer; those that found none have a value all the same. */
  readonly silent: readonly string[]
}

/** Never changed: samples that are alike share one. */
export interface SampleScores {
  /** Repeats that have a record, scored or not. */
  readonly asked: readonly number[]
  /** In the order they finished. */
  readonly trials: readonly Trial[]
  readonly unscored: number
  /** Of all its trials, once for each that shows it; in alphabetical order. */
  readonly oddities: readonly Oddity[]
  /** Category or subject. */
  readonly group?: string
}

/** Mean over a sample's scored repeats, to 12 digits: the same in whatever order they were answered. */
export function meanOf({ trials }: SampleScores, of: (trial: Trial) => number = scoreOf): number {
  const [first] = trials
  if (trials.length === 1 && first !== undefined) return of(first)
  let sum = 0
  for (const trial of trials) sum += of(trial)
  return Number((sum / trials.length).toPrecision(12))
}

export const scoreOf = ({ value }: Trial) => value

/** The first with the lowest score. */
export const lowest = ({ trials }: SampleScores) => extreme(trials, (value, other) => value < other)

/** The first with the highest score. */
export const highest = ({ trials }: SampleScores) => extreme(trials, (value, other) => value > other)

function extreme(trials: readonly Trial[], beats: (value: number, other: number) => boolean): Trial | undefined {
  let found = trials[0]
  for (const trial of trials) if (found !== undefined && beats(trial.value, found.value)) found = trial
  return found
}

/** Longer answers are programs or essays, and are looked at with `evalkit show`. */
const SHORT = 32

/** How many of its trials show it. */
export const countOf = ({ oddities }: SampleScores, oddity: Oddity) => oddities.filter((each) => each === oddity).length

/** Makes what is kept of each record, and gives the same object for records that are alike in that. */
export class SamplePool {
  readonly #known = new Map<string, SampleScores>()

  of(record: SampleRecord): SampleScores {
    const { repeat, group = '' } = record
    const kept = keepOf(record)
    const { trial } = kept
    const key = [repeat, group, kept.oddities.join(), ...trialIdentity(trial)].join('\n')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const sample: SampleScores = {
      asked: [repeat],
      trials: trial === undefined ? [] : [trial],
      unscored: trial === undefined ? 1 : 0,
      oddities: kept.oddities,
      ...(group !== '' && { group }),
    }
    this.#known.set(key, sample)
    return sample
  }
}

/** Two records of one sample. */
export const together = (first: SampleScores, second: SampleScores): SampleScores => ({
  asked: [...first.asked, ...second.asked],
  trials: [...first.trials, ...second.trials],
  unscored: first.unscored + second.unscored,
  oddities: [...first.oddities, ...second.oddities].sort(),
  ...(first.group !== undefined && { group: first.group }),
})

function trialIdentity(trial: Trial | undefined): (string | number)[] {
  if (trial === undefined) return []
  const { value, outcome, answer, readings, silent } = trial
  const key = [value, outcome, answer === undefined ? '' : `=${answer}`, silent.join()]
  for (const name in readings) key.push(name, readings[name] ?? 0)
  return key
}

function keepOf({ outcome, attempt, reply }: SampleRecord): { trial?: Trial; oddities: Oddity[] } {
  if (outcome.kind === 'unscored') return { oddities: [] }
  const { score } = outcome
  const { value, answer, verdict } = score
  const isShort = answer !== null && answer.length <= SHORT && verdict === undefined
  const readings: Record<string, number> = {}
  const silent: string[] = []
  for (const name in score.readings) {
    readings[name] = score.readings[name]?.value ?? 0
    if (score.readings[name]?.answer === null) silent.push(name)
  }
  const trial = { value, outcome: outcomeOf(score, attempt), ...(isShort && { answer }), readings, silent }
  return { trial, oddities: odditiesOf(score, attempt, reply) }
}

/** A reply that has no text has no answer either: it is counted as the first alone. */
function odditiesOf(
  { answer, flaw, runOn }: Score,
  { turns }: SampleRecord['attempt'],
  reply: SampleRecord['reply'],
): Oddity[] {
  const isLooping = reply === undefined ? turns.some(({ completion }) => isLoop(completion.text)) : reply.loop
  const found: (Oddity | false | undefined)[] = [
    flaw,
    flaw === undefined && answer === null && 'unanswered',
    (reply ?? runOn)?.leaked && 'leaked',
    (reply ?? runOn)?.ranOn && 'ran-on',
    isLooping && 'loop',
  ]
  return found.filter((one) => one !== undefined && one !== false).sort()
}

function outcomeOf({ answer, flaw, verdict }: Score, { turns }: SampleRecord['attempt']): string {
  if (turns.at(-1)?.completion.finishReason === 'timeout') return 'timeout'
  if (flaw !== undefined) return flaw
  if (answer === null) return 'no-answer'
  return verdict === undefined ? 'other-answer' : verdict.outcome
}
