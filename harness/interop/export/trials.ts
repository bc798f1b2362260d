/** The trials of a stored run, as other tools' files hold them: sample by sample, with what was asked, replied and scored. */
import type { Message, Prompt, SampleRecord, Score } from '../../../results/schema/schema.ts'
import { mean } from '../../../results/statistics/sum.ts'
import { type ByteRange, type FinishedRun, RecordReader, readPlaced } from '../../../results/store/read.ts'
import { lastAsked } from '../read/messages.ts'

/** A trial with a score. */
export interface ScoredTrial {
  readonly record: SampleRecord
  readonly score: Score
}

const NATURAL = new Intl.Collator('en', { numeric: true })

/**
 * All records of each sample together, repeats in order, samples in the natural order of their ids. One sample is in memory at a
 * time, beside the places of all.
 *
 * @throws StoreError for a damaged log
 */
export async function* samplesInOrder({ folder }: FinishedRun): AsyncGenerator<readonly SampleRecord[]> {
  const places = new Map<string, { readonly repeat: number; readonly place: ByteRange }[]>()
  for await (const { value, place } of readPlaced(folder)) {
    const found = places.get(value.id)
    if (found === undefined) places.set(value.id, [{ repeat: value.repeat, place }])
    else found.push({ repeat: value.repeat, place })
  }
  if (places.size === 0) return
  using reader = new RecordReader(folder)
  for (const id of [...places.keys()].sort(NATURAL.compare)) {
    const own = (places.get(id) ?? []).sort((a, b) => a.repeat - b.repeat)
    yield own.map(({ place }) => reader.at(place))
  }
}

/** The trials that have a score. */
export const scoredTrials = (records: readonly SampleRecord[]): ScoredTrial[] =>
  records.flatMap((record) => (record.outcome.kind === 'scored' ? [{ record, score: record.outcome.score }] : []))

/** The mean over the trials of one sample. */
export const meanScore = (trials: readonly ScoredTrial[]): number => mean(trials.map(({ score }) => score.value))

/** The question: the user's first turn, or the whole prompt of a completions API. Empty where nothing was asked. */
export function questionOf({ attempt }: SampleRecord): string {
  const prompt = attempt.turns[0]?.prompt
  return prompt === undefined ? '' : lastAsked(prompt)
}

/** Every message up to the last reply, that reply included. */
export function transcriptOf({ attempt }: SampleRecord): (Message & { readonly reasoning?: string })[] {
  const last = attempt.turns.at(-1)
  if (last === undefined) return []
  const { text, reasoning } = last.completion
  return [
    ...messagesOf(last.prompt),
    { role: 'assistant', content: text, ...(reasoning !== undefined && { reasoning }) },
  ]
}

/** The prompt of a completions API counts as one user turn. */
export const messagesOf = (prompt: Prompt): readonly Message[] =>
  typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt

/** What a right answer is: the target, else the judge's references. */
export const referencesOf = ({ target, references }: SampleRecord): readonly string[] =>
  target === undefined ? (references ?? []) : [target]

/** Tokens of all turns; undefined unless the server counted both sides of each. */
export function usageOf({ attempt }: SampleRecord): { readonly input: number; readonly output: number } | undefined {
  let [input, output] = [0, 0]
  for (const { completion } of attempt.turns) {
    const { inputTokens, outputTokens } = completion.usage ?? {}
    if (inputTokens === undefined || outputTokens === undefined) return undefined
    input += inputTokens
    output += outputTokens
  }
  return attempt.turns.length > 0 ? { input, output } : undefined
}

/** The standard error of the mean over samples: their standard deviation over √n, taken in one at a time (Welford 1962). */
export class SampleMean {
  #count = 0
  #mean = 0
  #squares = 0

  /** @param trials of one sample; a sample without a score does not count */
  add(trials: readonly ScoredTrial[]): void {
    if (trials.length === 0) return
    this.#count++
    const value = meanScore(trials)
    const before = value - this.#mean
    this.#mean += before / this.#count
    this.#squares += before * (value - this.#mean)
  }

  /** @returns undefined for fewer than two samples */
  get standardError(): number | undefined {
    return this.#count < 2 ? undefined : Math.sqrt(this.#squares / (this.#count - 1) / this.#count)
  }
}
