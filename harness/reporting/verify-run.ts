/** Whether the files of a run agree with each other: its records, what its summary counts, and the digest of both. */
import { StoreError } from '../../results/errors.ts'
import type { BenchmarkSummary, SampleRecord } from '../../results/schema/schema.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { samplesDigest } from '../../results/store/samples-digest.ts'
import { Recount, recordContradiction } from '../../results/summary/contradictions.ts'
import { summarize } from '../../results/summary/summarize.ts'

export interface VerifiedRun {
  readonly run: string
  readonly holds: boolean
  /** Scored and unscored trials that were read. */
  readonly trials: number
  /** What contradicts, a sentence each. */
  readonly found: readonly string[]
  /** Further records like those in `found`. */
  readonly more: number
}

/** Records that are named. */
const NAMED = 10

/** @throws StoreError for a record that cannot be read */
export async function verifyRun(run: StoredRun): Promise<VerifiedRun> {
  const { folder, manifest, summary } = run
  const recount = new Recount(manifest)
  const seen = new Set<string>()
  const odd: string[] = []
  let trials = 0
  for await (const record of run.records()) {
    trials++
    recount.add(record)
    const words = strange(record, manifest.trialsPerSample, summary, seen)
    if (words !== undefined) odd.push(`${record.id}${record.repeat === 1 ? '' : `, repeat ${record.repeat}`}: ${words}`)
    seen.add(`${record.repeat} ${record.id}`)
  }
  const found = [
    ...odd.slice(0, NAMED),
    ...plannedContradiction(run, trials),
    ...(summary === undefined ? [] : await summaryContradictions(run, summary, recount)),
  ]
  return { run: folder, holds: found.length === 0, trials, found, more: Math.max(0, odd.length - NAMED) }
}

function strange(
  record: SampleRecord,
  repeats: number,
  summary: BenchmarkSummary | undefined,
  seen: ReadonlySet<string>,
): string | undefined {
  const { id, repeat, outcome } = record
  if (seen.has(`${repeat} ${id}`)) return 'is there a second time'
  if (repeat > repeats) return `is repeat ${repeat}, and the manifest plans ${repeats}`
  const [min, max] = summary?.range ?? [0, 1]
  const value = outcome.kind === 'scored' ? outcome.score.value : min
  if (summary !== undefined && (value < min || value > max)) return `its score is ${value}, outside of ${min} to ${max}`
  return recordContradiction(record)
}

function plannedContradiction({ manifest: { items, trialsPerSample } }: StoredRun, trials: number): string[] {
  const planned = items.count * trialsPerSample
  return trials <= planned ? [] : [`samples.jsonl holds ${trials} trials, and the manifest plans ${planned}`]
}

async function summaryContradictions(run: StoredRun, summary: BenchmarkSummary, recount: Recount): Promise<string[]> {
  const { samplesDigest: written } = summary
  const digest = written === undefined ? undefined : await samplesDigest(run.folder)
  return [
    ...(digest === written ? [] : [`the digest of samples.jsonl is ${digest}, and summary.json says ${written}`]),
    ...recount.contradictions(summary).map((words) => `summary.json: ${words}`),
    ...(await furtherCounts(run, summary)).map((words) => `summary.json: ${words}`),
  ]
}

/** Counts that only a whole summary has. */
const COUNTS = ['n', 'unanswered', 'truncated', 'empty', 'refused'] as const

async function furtherCounts(run: StoredRun, summary: BenchmarkSummary): Promise<string[]> {
  const { protocol, trialsPerSample: repeats, permutations } = run.manifest
  const again = await summarize(run.records(), {
    ...{ metric: summary.metric, range: summary.range ?? [0, 1], planned: summary.trials, repeats, permutations },
    ...{ wallMs: summary.wallMs, aggregate: protocol.aggregate },
  }).catch((error: unknown) => {
    throw error instanceof StoreError
      ? error
      : new StoreError(`${run.folder}: its records cannot be counted`, { cause: error })
  })
  return COUNTS.flatMap((name) =>
    again[name] === summary[name] ? [] : [`"${name}" is ${summary[name]}, and the records give ${again[name]}`],
  )
}

/** A word for each run, and what contradicts in it. */
export function verifiedText(runs: readonly VerifiedRun[]): string {
  return runs
    .flatMap(({ run, holds, trials, found, more }) => [
      `${run}: ${holds ? 'holds' : 'CONTRADICTS ITSELF'} (${trials} trials)`,
      ...found.map((words) => `  ${words}`),
      ...(more > 0 ? [`  and ${more} more records`] : []),
    ])
    .join('\n')
}
