/** Two runs of one benchmark, paired sample by sample. */
import { nameRuns, requireComparable } from './comparability.ts'
import { roundFacts } from './round-facts.ts'
import { SampleMeans } from './sample-means.ts'
import type { BenchmarkSummary, Comparison, Interval, RunManifest, SampleRecord } from './schema.ts'
import { CONFIDENCE } from './statistics/confidence.ts'
import { mcnemarExact } from './statistics/mcnemar.ts'
import { meanInterval } from './statistics/mean-interval.ts'
import { Moments } from './statistics/moments.ts'
import { signFlipTest } from './statistics/sign-flip.ts'
import { tangoInterval } from './statistics/tango.ts'

/** What a stored run is to a comparison. */
export interface ComparedRun {
  readonly manifest: RunManifest
  /** Says what a score can be, where that is not 0 to 1. */
  readonly summary?: BenchmarkSummary
  /** Each trial at most once, in any order. */
  records(): AsyncIterable<SampleRecord>
}

export interface CompareOptions {
  /** Hard fields that may differ all the same. */
  readonly allowDifferent?: readonly string[]
}

/**
 * Candidate minus baseline over the samples that both have scored, each by its mean over repeats. Right or wrong, once
 * each: Tango's interval and McNemar's exact test; else t on the differences and the sign-flip permutation test.
 *
 * @returns rounded as it is written down
 * @throws IncomparableError when the runs did not measure the same; UsageError for an unknown field in `allowDifferent`
 */
export async function compareRuns(
  baseline: ComparedRun,
  candidate: ComparedRun,
  { allowDifferent = [] }: CompareOptions = {},
): Promise<Comparison> {
  const notes = requireComparable(baseline.manifest, candidate.manifest, allowDifferent)
  const [before, after] = [await readScores(baseline), await readScores(candidate)]
  const pairs = pairUp(before, after)
  const unpaired = new Set([...before.seen, ...after.seen]).size - pairs.length
  const gained = pairs.filter(({ difference }) => difference > 0)
  const lost = pairs.filter(({ difference }) => difference < 0)
  const range = candidate.summary?.range
  return roundFacts({
    benchmark: candidate.manifest.benchmark.name,
    baseline: baseline.manifest.model.label,
    candidate: candidate.manifest.model.label,
    ...(range && { range }),
    pairs: pairs.length,
    unpaired,
    ...(before.binary && after.binary
      ? binaryDifference(gained.length, lost.length, pairs.length)
      : meanDifference(pairs, range ?? [0, 1])),
    gained: gained.length,
    lost: lost.length,
    gainedIds: gained.map(({ id }) => id),
    lostIds: lost.map(({ id }) => id),
    notes: [...notes, ...missing(unpaired, nameRuns(baseline.manifest, candidate.manifest))],
  })
}

interface Scores {
  readonly means: SampleMeans
  /** Samples with a record, scored or not. */
  readonly seen: Set<string>
  /** Every sample was scored once, 0 or 1. */
  readonly binary: boolean
}

async function readScores(run: ComparedRun): Promise<Scores> {
  const means = new SampleMeans()
  const seen = new Set<string>()
  let binary = run.manifest.repeats === 1 && run.summary?.range === undefined
  for await (const { id, outcome } of run.records()) {
    seen.add(id)
    if (outcome.kind === 'unscored') continue
    const { value } = outcome.score
    means.add(id, value)
    binary &&= value === 0 || value === 1
  }
  return { means, seen, binary }
}

interface Pair {
  readonly id: string
  /** Candidate minus baseline. */
  readonly difference: number
}

function pairUp({ means: before }: Scores, { means: after }: Scores): Pair[] {
  return [...before.ids()]
    .flatMap((id) => {
      const [first, second] = [before.mean(id), after.mean(id)]
      return first === undefined || second === undefined ? [] : [{ id, difference: second - first }]
    })
    .sort((a, b) => inSampleOrder(a.id, b.id))
}

/** Ids of one benchmark end in a number without leading zeros: the shorter is the smaller. */
function inSampleOrder(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}

type Difference = Pick<Comparison, 'delta' | 'interval' | 'intervalMethod' | 'p' | 'test'>

function binaryDifference(gained: number, lost: number, pairs: number): Difference {
  const interval = tangoInterval(gained, lost, pairs, CONFIDENCE)
  if (interval === undefined) return {}
  const p = mcnemarExact(gained, lost)
  return { delta: (gained - lost) / pairs, interval, intervalMethod: 'Tango', p, test: 'McNemar exact' }
}

function meanDifference(pairs: readonly Pair[], [min, max]: Interval): Difference {
  const differences = pairs.map(({ difference }) => difference)
  const moments = Moments.of(differences)
  const interval = meanInterval(moments, [min - max, max - min], CONFIDENCE)
  if (interval === undefined) return {}
  const p = signFlipTest(differences)
  return { delta: moments.mean, interval, intervalMethod: 't', p, test: 'sign-flip permutation' }
}

function missing(unpaired: number, [baseline, candidate]: readonly [string, string]): string[] {
  if (unpaired === 0) return []
  const samples = unpaired === 1 ? '1 sample has' : `${unpaired} samples have`
  return [`${samples} no score from both ${baseline} and ${candidate}, and no part in the difference`]
}
