/** Two runs of one benchmark, paired sample by sample. */

import type { Sampling } from '../assumptions.ts'
import { defined } from '../defined.ts'
import { type Stage, stageOf } from '../design/stages.ts'
import { IncomparableError } from '../errors.ts'
import type { AnchorDifference, Comparison } from '../schema/comparison.ts'
import type { Aggregate } from '../schema/schema.ts'
import { differenceSpread, type MeasuredSpread } from '../statistics/variance-components.ts'
import { strataOf } from '../summary/rated-samples.ts'
import { roundFacts } from '../summary/round-facts.ts'
import { change, deltaInterval } from '../words/format.ts'
import { stageWords } from '../words/stage-words.ts'
import type { CheckedPair } from './checks/check.ts'
import { failedChecks } from './checks/index.ts'
import { fewAndIdentical } from './checks/measured-twice.ts'
import { compareWithout } from './clean-samples.ts'
import { atSameStage, notAsked, requireCommonSamples } from './common-samples.ts'
import { nameRuns, requireComparable } from './comparability.ts'
import { type ComparedRun, repeatsOf } from './compared-run.ts'
import { differenceFacts, type PairedDifference, pairedDifference } from './difference.ts'
import { facetGaps } from './facet-gaps.ts'
import { groupGaps } from './group-gaps.ts'
import { imbalance } from './imbalance.ts'
import { flipsOf, type PairedSamples, pairUp, seenDifference } from './pairs.ts'
import { ruleGaps } from './rule-gaps.ts'
import { countOf, scoreOf } from './sample-scores.ts'
import { readScores, type Scores } from './scores.ts'
import { pooled, sideOf } from './side.ts'

export interface CompareOptions {
  /** Hard fields that may differ all the same. */
  readonly allowDifferent?: readonly string[]
  /** By benchmark: samples that overlap with training data; without them the scores are told once more. */
  readonly contaminated?: ReadonlyMap<string, ReadonlySet<string>>
  /** Checks that may fail. */
  readonly accept?: readonly string[]
}

/** A comparison, and what is behind it for a gate to ask. */
export interface Compared {
  /** Rounded as it is written down. */
  readonly facts: Comparison
  readonly baseline: ComparedRun
  readonly candidate: ComparedRun
  /** Over the samples that both have scored; undefined where there are none. */
  readonly seen: PairedDifference | undefined
  /** With every missing score at its worst, and at its best, for the candidate; `seen` where nothing is missing. */
  readonly worst: PairedDifference | undefined
  readonly best: PairedDifference | undefined
  /** Where the runs stand in a plan of looks; undefined without one. */
  readonly stage?: Stage
  /** Where the spread of the difference comes from; undefined where no sample was answered twice. */
  readonly spread: () => MeasuredSpread | undefined
  /** Of the candidate: what makes one repeat differ from the next. */
  readonly sampling: Sampling
}

/**
 * Candidate minus baseline over the samples that both have scored, each by its mean over repeats.
 *
 * @throws IncomparableError when the runs did not measure the same; StoreError for records that cannot be; UsageError for
 *   an unknown field in `allowDifferent`
 */
export async function compareRuns(
  whole: ComparedRun,
  candidate: ComparedRun,
  { allowDifferent = [], contaminated, accept }: CompareOptions = {},
): Promise<Compared> {
  const baseline = atSameStage(whole, candidate)
  const { allowed, notes } = requireComparable(baseline.manifest, candidate.manifest, allowDifferent)
  let [before, after] = [await readScores(baseline), await readScores(candidate)]
  requireCommonSamples(before, after, baseline, candidate)
  const left = notAsked(before, after, baseline.manifest, candidate.manifest)
  if (left !== undefined) {
    before = await readScores(baseline, left.ids)
    after = await readScores(candidate, left.ids)
  }
  const { range } = after
  const sameSamples = baseline.manifest.items.hash === candidate.manifest.items.hash
  const paired = pairUp(before, after, {
    repeats: [repeatsOf(baseline), repeatsOf(candidate)],
    range,
    ...(sameSamples && { samples: left?.asked ?? candidate.manifest.items.count }),
  })
  const { pairs, unpaired, bounds } = paired
  const { seen, worst, best } = differencesOf(paired, before, after, candidate.manifest.protocol.aggregate)
  const scored = () =>
    pairs.map(({ before, after }) => ({
      before: before.trials.map(scoreOf),
      after: after.trials.map(scoreOf),
    }))
  const stage = stageOf(baseline.manifest, candidate.manifest, scored)
  const rated = range[0] !== 0 || range[1] !== 1
  const flips = flipsOf(pairs, rated)
  const unscored = imbalance(before, after, (sample) => sample.unscored)
  const truncated = imbalance(before, after, (sample) => countOf(sample, 'truncated'))
  const overlapping = contaminated?.get(candidate.manifest.benchmark.name)
  const clean = overlapping?.size ? await compareWithout(overlapping, baseline, candidate) : undefined
  const anchored = await besideAnchor(baseline, candidate, allowDifferent)
  const checked = checkedPair(baseline, before, candidate, after)
  const checks = failedChecks(checked, accept)
  const rules = ruleGaps(pairs, before, after, candidate.manifest.protocol.rule, range)
  return {
    facts: roundFacts({
      benchmark: candidate.manifest.benchmark.name,
      protocol: candidate.manifest.protocol.name,
      baseline: baseline.manifest.model.label,
      candidate: candidate.manifest.model.label,
      before: sideOf(baseline),
      after: sideOf(candidate),
      ...(rated && { range }),
      pairs: pairs.length,
      unpaired,
      ...differenceFacts(seen, stage),
      ...(bounds !== undefined && worst && best && { bounds: [worst.estimate, best.estimate] as [number, number] }),
      gained: seen?.gained ?? 0,
      lost: seen?.lost ?? 0,
      flips,
      ...defined({ unscored, truncated }),
      ...(checks.length > 0 && { checks }),
      ...(Object.keys(rules).length > 0 && { rules }),
      ...groupGaps(pairs, before.binary && after.binary, range),
      ...facetGaps(before.facets, after.facets, range),
      ...(overlapping !== undefined && {
        contaminated: { samples: overlapping.size, ...(clean && { without: clean }) },
      }),
      ...(allowed.length > 0 && { allowed }),
      ...defined({ anchor: anchored.facts }),
      notes: [
        ...notes,
        ...pooled(baseline, candidate),
        ...fewAndIdentical(checked),
        ...(stage === undefined ? [] : [stageWords(stage, candidate.manifest)]),
        ...(baseline.notes?.(candidate.manifest) ?? []),
        ...anchored.notes,
      ],
    }),
    baseline,
    candidate,
    seen,
    worst,
    best,
    ...defined({ stage }),
    sampling: after.sampling(),
    spread: () => differenceSpread(scored()),
  }
}

function checkedPair(baseline: ComparedRun, before: Scores, candidate: ComparedRun, after: Scores): CheckedPair {
  const [first, second] = nameRuns(baseline.manifest, candidate.manifest)
  return {
    baseline: { name: first, manifest: baseline.manifest, summary: baseline.summary, scores: before },
    candidate: { name: second, manifest: candidate.manifest, summary: candidate.summary, scores: after },
  }
}

/** Over what both have scored; and over all samples, with what is missing at its worst and at its best. */
function differencesOf(
  { pairs, bounds }: PairedSamples,
  before: Scores,
  after: Scores,
  aggregate: Aggregate | undefined,
): Pick<Compared, 'seen' | 'worst' | 'best'> {
  const { range } = after
  const binary = before.binary && after.binary
  const seen = seenDifference(pairs, before, after, aggregate)
  if (bounds === undefined) return { seen, worst: seen, best: seen }
  const bounded = (differences: readonly number[]) => {
    const samples = differences.map((value, index) => ({ group: bounds.groups[index], value, ratings: [value] }))
    return pairedDifference(differences, binary, range, strataOf(samples, aggregate))
  }
  return { seen, worst: bounded(bounds.worst), best: bounded(bounds.best) }
}

/** Many small steps down pass one by one: how far is it from where it all began? */
async function besideAnchor(
  { anchor }: ComparedRun,
  candidate: ComparedRun,
  allowDifferent: readonly string[],
): Promise<{ facts?: AnchorDifference; notes: string[] }> {
  if (anchor === undefined) return { notes: [] }
  const { model, startedAt } = anchor.manifest
  const name = `${anchor.folder}, ${model.label} of ${startedAt.slice(0, 10)}`
  try {
    const { pairs, delta, interval, p, range } = (await compareRuns(anchor, candidate, { allowDifferent })).facts
    const facts = defined({ model: model.label, startedAt, pairs, delta, interval, p })
    if (delta === undefined || interval === undefined) return { facts, notes: [] }
    const words = `${change(delta, range)} (95%: ${deltaInterval(interval, range)})`
    return { facts, notes: [`since ${name}: ${words}`] }
  } catch (error) {
    if (!(error instanceof IncomparableError)) throw error
    return { notes: [`${name}, cannot be compared: ${error.message}`] }
  }
}
