/** The stored answers of two models, judged pair by pair: a run folder of its own, and no model asked but the judge. */
import type { Benchmark, Pairwise } from '../benchmarks/benchmark.ts'
import type { DataOptions } from '../benchmarks/dataset.ts'
import { IncomparableError, JudgeError, UsageError } from '../results/errors.ts'
import { roundFacts } from '../results/round-facts.ts'
import { RunWriter } from '../results/run-writer.ts'
import type { MatchFacts, RunManifest, SampleRecord } from '../results/schema.ts'
import { type FinishedRun, runName, type StoredRun } from '../results/store.ts'
import { summarize } from '../results/summarize.ts'
import { shownToJudge } from '../scorers/judged.ts'
import { type Match, type MatchResult, playMatch } from '../scorers/pairwise.ts'
import { unscored } from './evaluate.ts'
import { hashFacts } from './hash.ts'
import { type OpenPanel, panelForTrial } from './judge-model.ts'
import type { JudgePool } from './judges.ts'
import { identityOf } from './lab.ts'
import { inOrderOfStart, sampleOf } from './rescore.ts'

export interface PairwiseRunOptions {
  readonly judges: JudgePool
  readonly data: DataOptions
  readonly runsDir: string
  readonly group: string
}

/** What a match is worth in the mean over questions, which is the adjusted win rate. */
const WORTH: Readonly<Record<MatchResult, number>> = { win: 1, tie: 0.5, loss: 0 }

/**
 * @returns a run whose score is the candidate's adjusted win rate: wins, and half of the ties
 * @throws UsageError for a benchmark without pairs, IncomparableError for runs of other questions
 */
export async function judgePairs(
  baseline: StoredRun,
  candidate: StoredRun,
  benchmark: Benchmark,
  options: PairwiseRunOptions,
): Promise<FinishedRun> {
  const { pairwise } = benchmark
  if (pairwise === undefined) throw new UsageError(`${benchmark.name} has no answers that could be judged in pairs`)
  requireSameQuestions(baseline.manifest, candidate.manifest)
  const panel = await options.judges.open(benchmark.name, pairwise.judging, options.data)
  const rivals = await recordsByTrial(baseline)
  const { manifest } = candidate
  const store = await RunWriter.create(options.runsDir, pairwiseManifest(baseline, candidate, pairwise, panel, options))
  const tally = new MatchTally()
  await inOrderOfStart(
    candidate.records(),
    () => panel.capacity(),
    async (record) => {
      const judged = panelForTrial(panel, {})
      const played = await playAll(record, rivals.get(keyOf(record)), judged, pairwise)
      tally.add(played.matches)
      await store.append(played.record)
    },
  )
  const summary = await summarize(store.records(), {
    metric: METRIC,
    range: [0, 1],
    planned: manifest.items.count * manifest.repeats,
    repeats: manifest.repeats,
    wallMs: 0,
  })
  const { rules, metrics, ...facts } = summary
  const whole = roundFacts({ ...facts, matches: tally.facts() })
  return store.finish(summary.pending + summary.unscored === 0 ? 'complete' : 'incomplete', whole)
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
  const asked = { answers: manifest.protocol.hash, rule: rule.name, judge: identityOf(facts) }
  return {
    ...manifest,
    hash: hashFacts([manifest.hash, baseline.manifest.hash, asked]),
    group,
    status: 'running',
    startedAt: new Date().toISOString(),
    protocol: { name: 'pairwise', hash: hashFacts(asked), metric: METRIC, rule: rule.name, shots: 0 },
    judge: facts,
    versus,
    rescoredFrom: runName(candidate.folder),
  }
}

async function recordsByTrial({ records }: StoredRun): Promise<ReadonlyMap<string, SampleRecord>> {
  const found = new Map<string, SampleRecord>()
  for await (const record of records()) found.set(keyOf(record), record)
  return found
}

const keyOf = ({ id, repeat }: SampleRecord) => `${id}#${repeat}`

async function playAll(
  record: SampleRecord,
  rival: SampleRecord | undefined,
  panel: Parameters<typeof playMatch>[3],
  pairwise: Pairwise,
): Promise<{ readonly record: SampleRecord; readonly matches: readonly Match[] }> {
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
    return { record: { ...facts, attempt, outcome: missing }, matches: [] }
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
  return {
    record: { ...facts, attempt, outcome: scored, ratings: matches.flatMap(({ games }) => [...games]) },
    matches,
  }
}

const repliesOf = ({ attempt }: SampleRecord) => attempt.turns.map(({ completion }) => shownToJudge(completion))

/** FastChat counts each turn as a match of its own, and drops those with an unreadable game. */
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
