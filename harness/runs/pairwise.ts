/** Judges the stored replies of two models pair by pair, into a new run folder. Only the judge is sent requests. */

import type { Benchmark, Pairwise } from '../../benchmarks/benchmark.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { IncomparableError, JudgeError, UsageError } from '../../results/errors.ts'
import type {
  BenchmarkSummary,
  MatchFacts,
  RunManifest,
  SampleRecord,
  TurnRating,
} from '../../results/schema/schema.ts'
import { runName, type StoredRun } from '../../results/store/read.ts'
import { roundFacts } from '../../results/summary/round-facts.ts'
import { shownToJudge } from '../../scorers/judged.ts'
import { type Match, type MatchResult, matchOf, playMatch } from '../../scorers/pairwise.ts'
import { hashFacts } from '../lib/hash.ts'
import { unscored } from '../trial/evaluate.ts'
import { type OpenPanel, panelForTrial } from '../trial/judge-model.ts'
import type { JudgePool } from '../trial/judges.ts'
import { identityOf } from './manifest.ts'
import type { ReExecution } from './re-execution.ts'
import { sampleOf } from './rescore.ts'

export interface PairwiseRunOptions {
  readonly judges: JudgePool
  readonly data: DataOptions
  readonly group: string
}

/** Value of a match in the adjusted win rate. */
const WORTH: Readonly<Record<MatchResult, number>> = { win: 1, tie: 0.5, loss: 0 }

/**
 * Prepares a run whose score is the candidate's adjusted win rate: wins plus half of the ties.
 *
 * @throws UsageError for a benchmark without pairs, IncomparableError for runs of other questions, ModelError for a judge
 *   that cannot be used
 */
export async function preparePairs(
  baseline: StoredRun,
  candidate: StoredRun,
  benchmark: Benchmark,
  options: PairwiseRunOptions,
): Promise<ReExecution> {
  const { pairwise } = benchmark
  if (pairwise === undefined) throw new UsageError(`${benchmark.name} does not support pairwise judging`)
  requireSameQuestions(baseline.manifest, candidate.manifest)
  const panel = await options.judges.open(benchmark.name, pairwise.judging, options.data)
  const manifest = pairwiseManifest(baseline, candidate, pairwise, panel, options)
  let rivals: Promise<ReadonlyMap<string, SampleRecord>> | undefined
  return {
    manifest,
    records: candidate.records,
    atOnce: () => panel.capacity(),
    async trial(record, asked) {
      rivals ??= recordsByTrial(baseline)
      return playAll(record, (await rivals).get(trialKey(record)), panelForTrial(panel, asked), pairwise)
    },
    closing: {
      ...{ range: [0, 1], planned: manifest.items.count * manifest.trialsPerSample, wallMs: 0 },
      // The candidate's replies are paid for by its own run.
      ...{ price: undefined, permutations: undefined },
      complete: withMatches,
    },
  }
}

/** Counts matches in place of extraction rules, which nobody used. */
async function withMatches(
  { rules, metrics, ...facts }: BenchmarkSummary,
  records: AsyncIterable<SampleRecord>,
): Promise<BenchmarkSummary> {
  const tally = new MatchTally()
  for await (const { ratings = [] } of records) tally.add(matchesOf(ratings))
  return roundFacts({ ...facts, matches: tally.facts() })
}

const METRIC = 'adjusted win rate'

function requireSameQuestions(baseline: RunManifest, candidate: RunManifest): void {
  if (baseline.benchmark.name === candidate.benchmark.name && baseline.items.hash === candidate.items.hash) return
  const both = `${baseline.model.label} and ${candidate.model.label}`
  throw new IncomparableError(`${both} did not answer the same questions`, { hint: 'Name two runs of one benchmark.' })
}

function pairwiseManifest(
  baseline: StoredRun,
  candidate: StoredRun,
  { rule }: Pairwise,
  { facts }: OpenPanel,
  { group }: PairwiseRunOptions,
): RunManifest {
  const { manifest } = candidate
  const versus = { run: runName(baseline.folder), model: baseline.manifest.model.label }
  const judging = { answers: manifest.protocol.hash, rule: rule.name, judge: identityOf(facts) }
  return {
    ...manifest,
    hash: hashFacts([manifest.hash, baseline.manifest.hash, judging]),
    group,
    status: 'running',
    startedAt: new Date().toISOString(),
    protocol: { name: 'pairwise', hash: hashFacts(judging), metric: METRIC, rule: rule.name, shots: 0 },
    judge: facts,
    versus,
    rescoredFrom: runName(candidate.folder),
  }
}

async function recordsByTrial({ records }: StoredRun): Promise<ReadonlyMap<string, SampleRecord>> {
  const found = new Map<string, SampleRecord>()
  for await (const record of records()) found.set(trialKey(record), record)
  return found
}

const trialKey = ({ id, repeat }: SampleRecord) => `${id}#${repeat}`

async function playAll(
  record: SampleRecord,
  rival: SampleRecord | undefined,
  panel: Parameters<typeof playMatch>[3],
  pairwise: Pairwise,
): Promise<SampleRecord> {
  const { outcome, ratings, attempt, ...facts } = record
  const replies = repliesOf(record)
  const others = rival === undefined ? [] : repliesOf(rival)
  const turns = sampleOf(record).turns.length
  if (replies.length < turns || others.length < turns || turns === 0) {
    const whose = replies.length < turns ? 'the judged model' : 'the baseline'
    const missing = {
      kind: 'unscored' as const,
      reason: 'missing' as const,
      error: { message: `no answer of ${whose}` },
    }
    return { ...facts, attempt, outcome: missing }
  }
  const upTo = Array.from({ length: turns }, (_, index) => index + 1)
  const matches = await Promise.all(
    upTo.map((turn) => playMatch(sampleOf(record), replies.slice(0, turn), others.slice(0, turn), panel, pairwise)),
  )
  const results = matches.flatMap(({ result }) => result ?? [])
  const scored =
    results.length === turns
      ? {
          kind: 'scored' as const,
          score: {
            value: results.reduce((sum, result) => sum + WORTH[result], 0) / turns,
            answer: results.join(', '),
            rule: pairwise.rule.name,
          },
        }
      : unscored(new JudgeError('a game without a readable verdict'))
  return { ...facts, attempt, outcome: scored, ratings: matches.flatMap(({ games }) => [...games]) }
}

/** Reads the matches from their ratings: two games per turn, one after the other. */
function matchesOf(ratings: readonly TurnRating[]): Match[] {
  return ratings.flatMap((first, at) => {
    const second = ratings[at + 1]
    return at % 2 === 1 || second === undefined ? [] : [matchOf([first, second])]
  })
}

const repliesOf = ({ attempt }: SampleRecord) => attempt.turns.map(({ completion }) => shownToJudge(completion))

/** Counts matches as FastChat does: each turn is a match, and a match with an unreadable game is dropped. */
class MatchTally {
  readonly #results: Record<MatchResult, number> = { win: 0, tie: 0, loss: 0 }
  #flips = 0
  #dropped = 0

  add(matches: readonly Match[]): void {
    for (const { result, isFlipped } of matches) {
      if (result === undefined) this.#dropped++
      else this.#results[result]++
      if (isFlipped) this.#flips++
    }
  }

  facts(): MatchFacts {
    const { win, tie, loss } = this.#results
    const all = win + tie + loss
    return {
      wins: win,
      ties: tie,
      losses: loss,
      dropped: this.#dropped,
      ...(all > 0 && {
        winRate: win / all,
        adjustedWinRate: (win + tie / 2) / all,
        positionFlips: this.#flips / all,
      }),
    }
  }
}
