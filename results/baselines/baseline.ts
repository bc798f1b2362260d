/** Runs as baselines, and baselines as runs. */
import type { ComparedRun } from '../compare/compared-run.ts'
import { StoreError } from '../errors.ts'
import type { Baseline, BaselineRun } from '../schema/baselines.ts'
import type { RunManifest, SampleRecord } from '../schema/schema.ts'
import { type FinishedRun, runName } from '../store/read.ts'
import { digestOf, readAnswers, type StoredBaselines, writeAnswers } from './file.ts'
import { packRecords, unpackRecords } from './pack.ts'

/** A baseline's run, as it is compared. */
export interface OpenBaseline extends FinishedRun, Pick<ComparedRun, 'notes' | 'anchor'> {
  readonly name: string
  readonly stored: BaselineRun
  /** Whole records with their answers; undefined where they are not kept. */
  readonly answers?: () => AsyncGenerator<SampleRecord>
}

/** Older than this beside the run that is compared with it, a word is said. */
const STALE_DAYS = 30

/** How a baseline's run is called, and named on the command line. */
const reference = (name: string, { manifest }: BaselineRun) => `@${name}/${manifest.benchmark.name}`

/** The runs of a baseline, each with its anchor. */
export function openBaseline(name: string, { runs, anchor = [] }: Baseline, path: string): OpenBaseline[] {
  return runs.map((stored) => {
    const fixed = anchor.find(({ manifest }) => manifest.benchmark.name === stored.manifest.benchmark.name)
    return {
      ...asRun(name, stored, path, reference(name, stored)),
      ...(fixed !== undefined && { anchor: asRun(name, fixed, path, `the anchor of @${name}`) }),
    }
  })
}

function asRun(name: string, stored: BaselineRun, path: string, folder: string): OpenBaseline {
  const { manifest, summary, samples, answers } = stored
  return {
    name,
    stored,
    folder,
    manifest,
    summary,
    notes: (candidate) => notes(name, stored, candidate),
    records: async function* () {
      try {
        yield* unpackRecords(samples)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        throw new StoreError(`${path}: ${name}, ${manifest.benchmark.name}: ${error.message}`, { cause: error })
      }
    },
    ...(answers !== undefined && { answers: () => readAnswers(path, answers) }),
  }
}

/** What whoever compares with it should know. */
function notes(name: string, { origin, manifest }: BaselineRun, candidate: RunManifest): string[] {
  const days = Math.floor((Date.parse(candidate.startedAt) - Date.parse(manifest.startedAt)) / 86_400_000)
  const sameSettings = JSON.stringify(candidate.protocol.changed) === JSON.stringify(manifest.protocol.changed)
  return [
    ...(origin === 'blessed'
      ? [`@${name} was taken from an earlier run, not measured for this: the best of several is hard to match`]
      : []),
    ...(days > STALE_DAYS ? [`@${name} was ${days} days old when ${candidate.model.label} was run: set it again`] : []),
    ...(sameSettings && candidate.protocol.hash !== manifest.protocol.hash
      ? [`protocol ${manifest.protocol.name} has changed since @${name} was made`]
      : []),
  ]
}

/** A finished run, wherever it is. */
type KeptRun = Omit<FinishedRun, 'records'> & Pick<ComparedRun, 'records'>

export interface KeepOptions {
  readonly origin: BaselineRun['origin']
  /** Beside the baseline that moves. */
  readonly anchor: boolean
}

/**
 * The baselines with a run among them, in place of the earlier one of its benchmark. Judged answers are written beside the
 * file; the file itself is not.
 *
 * @throws StoreError when they cannot be
 */
export async function withBaseline(
  { path, content }: StoredBaselines,
  name: string,
  run: KeptRun,
  { origin, anchor }: KeepOptions,
): Promise<StoredBaselines> {
  const { summary } = run
  const { design, ...manifest } = run.manifest // its plan was for a gate of its own
  const benchmark = manifest.benchmark.name
  const samples = await packRecords(run.records(), manifest)
  const isKept = manifest.judge !== undefined && manifest.protected === undefined
  const answers = isKept
    ? await writeAnswers(path, [name, benchmark, ...(anchor ? ['anchor'] : [])].join('.'), run.records())
    : undefined
  const stored: BaselineRun = {
    run: runName(run.folder),
    origin,
    digest: digestOf({ manifest, summary, samples }),
    ...(answers !== undefined && { answers }),
    manifest,
    summary,
    samples,
  }
  const old: Baseline = Object.hasOwn(content.baselines, name) ? (content.baselines[name] as Baseline) : { runs: [] }
  const replaced = (runs: readonly BaselineRun[] = []) =>
    [...runs.filter((other) => other.manifest.benchmark.name !== benchmark), stored].sort((a, b) =>
      a.manifest.benchmark.name < b.manifest.benchmark.name ? -1 : 1,
    )
  const changed = anchor ? { ...old, anchor: replaced(old.anchor) } : { ...old, runs: replaced(old.runs) }
  return { path, content: { ...content, baselines: { ...content.baselines, [name]: changed } } }
}

interface RemoveOptions {
  /** Of which benchmarks; none: of all. */
  readonly benchmarks: readonly string[]
  /** The anchor alone; else the anchor as well. */
  readonly anchor: boolean
}

interface Removed extends StoredBaselines {
  readonly removed: readonly BaselineRun[]
}

/** The baselines without those runs; a name that has nothing any more goes as well. Files are left to the caller. */
export function withoutBaseline(
  { path, content }: StoredBaselines,
  name: string,
  { benchmarks, anchor: anchorAlone }: RemoveOptions,
): Removed {
  const { [name]: old = { runs: [] }, ...others } = content.baselines
  const isMeant = ({ manifest }: BaselineRun) => benchmarks.length === 0 || benchmarks.includes(manifest.benchmark.name)
  const { runs, anchor = [] } = old
  const kept = {
    runs: anchorAlone ? runs : runs.filter((run) => !isMeant(run)),
    anchor: anchor.filter((run) => !isMeant(run)),
  }
  const left: Baseline = { runs: kept.runs, ...(kept.anchor.length > 0 && { anchor: kept.anchor }) }
  const isEmpty = kept.runs.length + kept.anchor.length === 0
  return {
    path,
    content: { ...content, baselines: isEmpty ? others : { ...others, [name]: left } },
    removed: [...runs, ...anchor].filter((run) => !kept.runs.includes(run) && !kept.anchor.includes(run)),
  }
}
