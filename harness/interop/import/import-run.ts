/** Writes a run of another tool as a run folder. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DataOptions } from '../../../benchmarks/data/dataset.ts'
import { defined } from '../../../results/defined.ts'
import { InteropError } from '../../../results/errors.ts'
import type { Outcome, Reading, Sample, SampleRecord } from '../../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../../results/schema/schema-version.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { writeWholeRun } from '../../../results/store/whole-run.ts'
import { summarize } from '../../../results/summary/summarize.ts'
import { hashFacts } from '../../lib/hash.ts'
import { limitOldGeneration, limitYoungGeneration } from '../../lib/heap-limit.ts'
import { VERSION } from '../../lib/version.ts'
import type { ForeignRun, ForeignTrial } from '../read/foreign.ts'
import { tooDeep } from '../read/tolerant-json.ts'
import { importedManifest, originRule } from './manifest.ts'
import { ownReadings } from './own-rules.ts'
import { idOf, plannedSamples } from './planned-samples.ts'
import { type Recognised, recognise } from './recognise.ts'

export interface ImportOptions {
  readonly label: string
  readonly data: DataOptions
  /** Not as a benchmark of evalkit, though its questions may be one's. */
  readonly asTask?: boolean
}

/** A run that is about to be imported. */
export interface PreparedImport {
  readonly run: ForeignRun
  readonly label: string
  readonly recognised: Recognised | undefined
  /** The same for the same log read the same way: a log that was imported before need not be imported again. */
  readonly key: string
}

/** Values that nest without end overflow the stack of whatever walks them. @throws InteropError in place of that */
async function refusingDepth<Result>(source: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(source) : error
  }
}

/** @throws InteropError where the log cannot be read */
export function prepareImport(run: ForeignRun, options: ImportOptions): Promise<PreparedImport> {
  return refusingDepth(run.source, () => prepare(run, options))
}

async function prepare(run: ForeignRun, { label, data, asTask = false }: ImportOptions): Promise<PreparedImport> {
  const recognised = asTask ? undefined : await recognise(run, data)
  const file = await stat(run.source).catch((error: Error) => {
    throw new InteropError(`${run.source}: cannot be read: ${error.message}`, { cause: error, hint: 'Check the path.' })
  })
  const { trials: _, ids: __, ...facts } = run
  const identity = { ...facts, source: resolve(run.source), size: file.size, modified: file.mtimeMs }
  const { benchmark, protocolName } = recognised ?? {}
  return {
    run,
    label,
    recognised,
    key: hashFacts([VERSION, identity, label, benchmark?.name, benchmark?.version, protocolName]),
  }
}

/** @throws InteropError for a row that cannot be read; StoreError where the folder cannot be written */
export function importRun(prepared: PreparedImport, runsDir: string): Promise<FinishedRun> {
  return refusingDepth(prepared.run.source, () => write(prepared, runsDir))
}

async function write({ run, label, recognised, key }: PreparedImport, runsDir: string): Promise<FinishedRun> {
  using _ = limitYoungGeneration()
  using __ = limitOldGeneration()
  const planned = await plannedSamples(run, recognised)
  const manifest = await importedManifest(run, recognised, planned, label, key)
  return await writeWholeRun(runsDir, manifest, recordsOf(run, recognised), async (records) => {
    const summary = await summarize(records, {
      metric: manifest.protocol.metric,
      range: run.range,
      planned: manifest.items.count * run.trialsPerSample,
      repeats: run.trialsPerSample,
      wallMs: run.wallMs ?? 0,
    })
    return { summary, status: summary.pending === 0 && summary.unscored === 0 ? 'complete' : 'incomplete' }
  })
}

async function* recordsOf(run: ForeignRun, recognised: Recognised | undefined): AsyncGenerator<SampleRecord> {
  for await (const trial of run.trials()) yield await recordOf(trial, run, recognised)
}

async function recordOf(
  trial: ForeignTrial,
  run: ForeignRun,
  recognised: Recognised | undefined,
): Promise<SampleRecord> {
  const sample = recognised?.sampleOf(trial)
  const { repeat, furtherReplies, turns } = trial
  const isProven = recognised?.protocolName !== undefined
  const own = sample && recognised ? await ownReadings(trial, sample, recognised.protocol, isProven) : {}
  return {
    schemaVersion: SCHEMA_VERSION,
    id: idOf(trial, run, recognised),
    repeat,
    ...factsOf(trial, sample, isProven || recognised?.protocol.options === undefined),
    outcome: outcomeOf(trial, run, own),
    attempt: { turns: [...turns] },
    ...defined({ furtherReplies: furtherReplies && [...furtherReplies] }),
  }
}

/** What evalkit knows of its own sample, if its options stand as they were shown; else what the log says. */
function factsOf({ target, group }: ForeignTrial, sample: Sample | undefined, isShownAlike: boolean) {
  if (sample === undefined) return defined({ target, group })
  if (!isShownAlike) return defined({ target, group: sample.group, canary: sample.canary })
  const { id, turns, prompt, continuations, generation, ...facts } = sample
  return facts
}

function outcomeOf(
  { outcome, readings = {} }: ForeignTrial,
  run: ForeignRun,
  own: Readonly<Record<string, Reading>>,
): Outcome {
  if (outcome.kind === 'unscored') {
    return { kind: 'unscored', reason: outcome.reason, error: { message: outcome.message } }
  }
  const { value, answer, flaw } = outcome
  const rule = originRule(run)
  const others = Object.entries(readings).map(([name, reading]) => [originRule(run, name), reading] as const)
  return {
    kind: 'scored',
    score: {
      ...{ value, answer, rule },
      ...defined({ flaw }),
      readings: { [rule]: { answer, value }, ...Object.fromEntries(others), ...own },
    },
  }
}
