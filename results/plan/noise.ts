/** How much one model's answers to the same samples vary by themselves, from run to run: the luck in every comparison. */

import { assumedSpread } from '../assumptions.ts'
import type { ComparedRun } from '../compare/compared-run.ts'
import { defined } from '../defined.ts'
import type { ModelNoise } from '../schema/plan.ts'
import type { SampleRecord } from '../schema/schema.ts'
import { Moments } from '../statistics/moments.ts'
import { sum } from '../statistics/sum.ts'
import { roundFacts } from '../summary/round-facts.ts'

/** One answer. */
interface Answer {
  readonly value: number
  /** Undefined where replies are not kept, as by a stored baseline. */
  readonly text: string | undefined
}

/**
 * @param runs of one model on one benchmark, measured alike; their answers to a sample are repeats of it
 * @returns undefined where no sample has two scored answers
 */
export async function noiseOf(runs: readonly [ComparedRun, ...ComparedRun[]]): Promise<ModelNoise | undefined> {
  const answers = new Map<string, Answer[]>()
  for (const run of runs) {
    for await (const { id, outcome, attempt } of run.records()) {
      if (outcome.kind === 'unscored') continue
      const answer = { value: outcome.score.value, text: textOf(attempt) }
      const known = answers.get(id)
      if (known === undefined) answers.set(id, [answer])
      else known.push(answer)
    }
  }
  const repeated = [...answers.values()].filter(({ length }) => length > 1)
  if (repeated.length === 0) return undefined
  const [{ manifest, summary }] = runs
  const free = sum(repeated.map(({ length }) => length - 1))
  const variance =
    sum(repeated.map((all) => (all.length - 1) * Moments.of(all.map(({ value }) => value)).variance)) / free
  const texts = shareOfPairs(repeated, ({ text }) => text)
  const facts = defined({
    benchmark: manifest.benchmark.name,
    protocol: manifest.protocol.name,
    model: manifest.model.label,
    range: summary?.range,
    temperature: manifest.generation.temperature,
    samples: repeated.length,
    answers: sum(repeated.map(({ length }) => length)),
    texts,
    scores: shareOfPairs(repeated, ({ value }) => value) ?? 0,
    unsteady: repeated.filter((all) => all.some(({ value }) => value !== all[0]?.value)).length / repeated.length,
    variance,
    scoreDeviation: Math.sqrt(variance / repeated.length),
    luck: Math.min(1, (2 * variance) / usualVariance(manifest.benchmark.name, summary?.range !== undefined)),
    ...rightCountsOf(repeated),
    cached: sum(runs.map((run) => run.summary?.cached ?? 0)),
  })
  return roundFacts(facts)
}

/** The flicker table: nothing where samples have different numbers of answers, or scores are not 0 and 1. */
function rightCountsOf(samples: readonly (readonly Answer[])[]): Pick<ModelNoise, 'rightCounts'> {
  const answers = samples[0]?.length ?? 0
  if (samples.some(({ length }) => length !== answers)) return {}
  if (samples.flat().some(({ value }) => value !== 0 && value !== 1)) return {}
  const rightCounts = Array<number>(answers + 1).fill(0)
  for (const all of samples) {
    const right = sum(all.map(({ value }) => value))
    rightCounts[right] = (rightCounts[right] ?? 0) + 1
  }
  return { rightCounts }
}

/** Of the difference between two checkpoints on one sample. */
function usualVariance(benchmark: string, isRated: boolean): number {
  const { discordance = 0, deviation } = assumedSpread(benchmark, isRated)
  return deviation === undefined ? discordance : deviation ** 2
}

/**
 * The chance that two answers to one sample differ, over all samples alike.
 *
 * @returns undefined where some answer does not tell
 */
function shareOfPairs(samples: readonly (readonly Answer[])[], of: (answer: Answer) => unknown): number | undefined {
  const shares = samples.map((answers) => {
    const values = answers.map(of)
    const alike = sum([...Map.groupBy(values, (value) => value).values()].map(({ length }) => length * (length - 1)))
    return values.includes(undefined) ? undefined : 1 - alike / (values.length * (values.length - 1))
  })
  return shares.some((share) => share === undefined) ? undefined : sum(shares as number[]) / samples.length
}

function textOf({ turns }: SampleRecord['attempt']): string | undefined {
  if (turns.length === 0) return undefined
  return JSON.stringify(turns.map(({ completion: { text, reasoning } }) => [text, reasoning]))
}
