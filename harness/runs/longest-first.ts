/**
 * Which samples of a run are asked first: those with the longest replies in an earlier run of the same benchmark and protocol. Reply lengths of
 * related models are alike, and a long reply that is started last keeps a server waiting with all other places free.
 */
import type { RunManifest, SampleRecord } from '../../results/schema/schema.ts'
import { newestRuns, type StoredRun } from '../../results/store/read.ts'
import type { TrialOrder } from './runner.ts'

/** Share of the samples that goes first. */
const LONGEST = 0.1
/** An earlier run must have at least this share of the samples. */
const COVERAGE = 0.5
/** How many runs of the benchmark are looked at. */
const RECENT = 20
/** Above this, lengths by sample would cost more memory than a run may take, and the tail of a run is nothing beside its length. */
const MOST_SAMPLES = 200_000

interface Wanted {
  readonly manifest: Pick<RunManifest, 'benchmark' | 'protocol' | 'model'>
  readonly samples: readonly { readonly id: string }[]
}

interface ReplyLength {
  readonly id: string
  readonly tokens: number
}

/** What an earlier run tells of how long replies will be. */
export interface ReplyLengths {
  /** Of all samples, longest first. */
  readonly sorted: readonly ReplyLength[]
  /** Of all samples. */
  readonly meanTokens: number
}

/**
 * @param own the run's own folder, where it is continued
 * @returns undefined without an earlier run
 */
export async function replyLengths(
  { manifest, samples }: Wanted,
  runsDir: string,
  own?: string,
): Promise<ReplyLengths | undefined> {
  if (samples.length < 2 || samples.length > MOST_SAMPLES) return undefined
  const ids = new Set(samples.map(({ id }) => id))
  for (const run of await earlierRuns(manifest, runsDir, own)) {
    const lengths = await lengthsIn(run, ids)
    if (lengths.size < COVERAGE * ids.size) continue
    const sorted = [...lengths].map(([id, tokens]) => ({ id, tokens })).sort((a, b) => b.tokens - a.tokens)
    return { sorted, meanTokens: sorted.reduce((sum, { tokens }) => sum + tokens, 0) / sorted.length }
  }
  return undefined
}

/** The tenth of the samples that goes first. */
export const longestOf = ({ sorted }: ReplyLengths): readonly ReplyLength[] =>
  sorted.slice(0, Math.ceil(LONGEST * sorted.length))

/**
 * A tenth of the samples first. In the last run of a queue, the shortest go last, longest of them first: just so many that the longest reply
 * begun before them ends before they do.
 *
 * @param requests in flight at the end of the queue; absent: another run follows
 */
export function orderOf(lengths: ReplyLengths, repeats: number, requests?: number): TrialOrder {
  const first = longestOf(lengths)
  const others = lengths.sorted.slice(first.length)
  const needed = requests === undefined ? 0 : requests * (others[0]?.tokens ?? 0)
  let tokens = 0
  let at = others.length
  while (at > 0 && tokens < needed) tokens += repeats * (others[--at]?.tokens ?? 0)
  return { first: first.map(({ id }) => id), last: others.slice(at).map(({ id }) => id) }
}

/** The newest first, those of the same model before others. */
async function earlierRuns(
  { benchmark, protocol, model }: Wanted['manifest'],
  runsDir: string,
  own: string | undefined,
): Promise<StoredRun[]> {
  const found: StoredRun[] = []
  const isOfBenchmark = (name: string) => name.includes(`_${benchmark.name}_`)
  for await (const run of newestRuns(runsDir, isOfBenchmark)) {
    const { manifest, folder } = run
    if (manifest.benchmark.name !== benchmark.name || manifest.protocol.name !== protocol.name) continue
    if (manifest.versus === undefined && folder !== own) found.push(run)
    if (found.length === RECENT) break
  }
  const isSame = ({ manifest }: StoredRun) => manifest.model.name === model.name
  return [...found.filter(isSame), ...found.filter((run) => !isSame(run))]
}

/** Mean length of the replies to each sample; damaged records end the reading. */
async function lengthsIn(run: StoredRun, ids: ReadonlySet<string>): Promise<Map<string, number>> {
  const sums = new Map<string, { tokens: number; trials: number }>()
  try {
    for await (const record of run.records()) {
      if (record.attempt.turns.length === 0 || !ids.has(record.id)) continue
      const { tokens, trials } = sums.get(record.id) ?? { tokens: 0, trials: 0 }
      sums.set(record.id, { tokens: tokens + replyTokens(record), trials: trials + 1 })
    }
  } catch {
    // What was read is a guess as good as any: nothing depends on it but the order.
  }
  return new Map([...sums].map(([id, { tokens, trials }]) => [id, tokens / trials]))
}

const CHARACTERS_PER_TOKEN = 4

const replyTokens = ({ attempt }: SampleRecord): number =>
  attempt.turns.reduce((sum, { completion: { text, reasoning = '', usage } }) => {
    return sum + (usage?.outputTokens ?? (text.length + reasoning.length) / CHARACTERS_PER_TOKEN)
  }, 0)
