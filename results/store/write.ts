/** Run folders, as written: made whole, appended to, finished; at any moment a reader finds a run that makes sense. */

import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchmarkSummary, JudgeReply, RunManifest, RunStatus, SampleRecord, Turn } from '../schema/schema.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { makeNamedFolder, makeRunFolder, writeJson } from './folder.ts'
import { type Lock, lockFolder } from './lock.ts'
import { PartialLog, type PartialProgress, trialKey } from './partial-log.ts'
import { type FinishedRun, MANIFEST, openRun, PARTIAL, readRecords, SAMPLES, type StoredRun, SUMMARY } from './read.ts'
import { RecordLog, unwritable } from './record-log.ts'
import { requireNoLinks } from './regular-file.ts'

export class RunWriter {
  readonly folder: string
  /** What an earlier, dead process left locked. */
  readonly takenOverFrom: Lock['takenOverFrom']
  #manifest: RunManifest
  readonly #scored: ReadonlySet<string>
  readonly #lock: Lock
  readonly #log: RecordLog
  readonly #partial: PartialLog

  private constructor(
    folder: string,
    manifest: RunManifest,
    scored: ReadonlySet<string>,
    lock: Lock,
    log: RecordLog,
    partial: PartialLog,
  ) {
    this.folder = folder
    this.#partial = partial
    this.takenOverFrom = lock.takenOverFrom
    this.#manifest = manifest
    this.#scored = scored
    this.#lock = lock
    this.#log = log
  }

  /**
   * Makes a new run folder below `root`, or the one that is named.
   *
   * @throws StoreError when it cannot be made
   */
  static async create(root: string, manifest: RunManifest, named?: string): Promise<RunWriter> {
    const { folder, lock } =
      named === undefined ? await makeRunFolder(root, manifest) : await makeNamedFolder(named, manifest)
    const log = await RecordLog.open(join(folder, SAMPLES))
    return new RunWriter(folder, manifest, new Set(), lock, log, new PartialLog(folder))
  }

  /**
   * Opens an unfinished run to go on with it. What was scored stays; unscored trials and a torn last line are dropped,
   * so that each trial has one record. What they had already is kept apart, and only the rest is asked again.
   *
   * @param now the run as it would be started today: its sandbox is the one that goes on, and so is where its plan of looks stands
   * @param onKept told of each record that stays
   * @throws StoreError when another process writes the run, or it cannot be read
   */
  static async resume(
    folder: string,
    now?: Pick<RunManifest, 'sandbox'> & Partial<Pick<RunManifest, 'design' | 'trialsPerSample'>>,
    onKept?: (record: SampleRecord) => void,
  ): Promise<RunWriter> {
    const run = await openRun(folder)
    await requireNoLinks([MANIFEST, SAMPLES, SUMMARY, PARTIAL].map((name) => join(folder, name)))
    const lock = await lockFolder(folder)
    try {
      const partial = await PartialLog.resume(run)
      const scored = await keepScored(run, onKept)
      await rm(join(folder, SUMMARY), { force: true }) // it tells of an earlier state
      const running: RunManifest = {
        ...run.manifest,
        ...(now?.sandbox !== undefined && { sandbox: now.sandbox }),
        ...nextStage(run.manifest, now),
        status: 'running',
      }
      await writeJson(join(folder, MANIFEST), running)
      const log = await RecordLog.open(join(folder, SAMPLES))
      return new RunWriter(folder, running, scored, lock, log, partial)
    } catch (error) {
      await lock.release()
      throw unwritable(folder, error)
    }
  }

  get manifest(): RunManifest {
    return this.#manifest
  }

  /** Whether an earlier sitting has already scored this trial. */
  hasScored(id: string, repeat: number): boolean {
    return this.#scored.has(trialKey(id, repeat))
  }

  /** How many trials earlier sittings have scored. */
  get scoredBefore(): number {
    return this.#scored.size
  }

  /** What a trial without a score has from an earlier sitting. */
  partialProgress(id: string, repeat: number): PartialProgress | undefined {
    return this.#partial.partialProgress(id, repeat)
  }

  /** Keeps an answer of a trial that goes on: its turns to come may fail, and its judge may be slow. */
  keepTurn(id: string, repeat: number, turn: Turn): Promise<void> {
    return this.#partial.append({ schemaVersion: SCHEMA_VERSION, id, repeat, turn })
  }

  /** Keeps a judge's reply likewise. */
  keepReply(id: string, repeat: number, reply: JudgeReply): Promise<void> {
    return this.#partial.append({ schemaVersion: SCHEMA_VERSION, id, repeat, reply })
  }

  append(record: SampleRecord): Promise<void> {
    return this.#log.append(record)
  }

  /** Waits until a kill of this process loses none of the records so far. @throws StoreError when they could not be written */
  written(): Promise<void> {
    return this.#log.written()
  }

  /** Everything recorded so far, earlier sittings included. */
  async *records(): AsyncGenerator<SampleRecord> {
    await this.#log.flush()
    yield* readRecords(this.folder)
  }

  /**
   * Writes the summary and the final status, and lets the folder go.
   *
   * @returns the run as it is stored
   * @throws StoreError when something of it cannot be written
   */
  async finish(status: RunStatus, summary: BenchmarkSummary): Promise<FinishedRun> {
    await this.#log.flush()
    if (status === 'complete') await this.#partial.discard()
    await writeJson(join(this.folder, SUMMARY), summary, true)
    this.#manifest = { ...this.#manifest, status, finishedAt: new Date().toISOString() }
    await writeJson(join(this.folder, MANIFEST), this.#manifest, true)
    await this.close()
    return { folder: this.folder, manifest: this.#manifest, summary, records: () => readRecords(this.folder) }
  }

  /** Lets the folder go without a word on how it ended: it can be resumed. */
  async close(): Promise<void> {
    await this.#partial
      .close()
      .finally(() => this.#log.close())
      .finally(() => this.#lock.release(this.folder))
  }
}

/** A later stage has more answers or more samples; without a plan, all samples of a run that stopped early are asked. */
function nextStage(
  { design, items }: RunManifest,
  now: Partial<Pick<RunManifest, 'design' | 'trialsPerSample'>> = {},
): Partial<Pick<RunManifest, 'design' | 'trialsPerSample'>> {
  if (now.design?.kind === 'escalate' && now.trialsPerSample !== undefined)
    return { trialsPerSample: now.trialsPerSample }
  if (now.design?.kind === 'early-stop') return { design: now.design }
  if (design?.kind !== 'early-stop') return {}
  const { stopped, ...plan } = design
  return { design: { ...plan, asked: items.count } }
}

/**
 * Says in a finished run that it was stopped early, and by which verdict.
 *
 * @throws StoreError when another process writes the run, or it cannot be written
 */
export async function markStopped(run: FinishedRun, stopped: 'PASS' | 'REGRESSED'): Promise<FinishedRun> {
  const { design } = run.manifest
  if (design?.kind !== 'early-stop') return run
  const manifest: RunManifest = { ...run.manifest, design: { ...design, stopped } }
  const lock = await lockFolder(run.folder)
  try {
    await writeJson(join(run.folder, MANIFEST), manifest, true)
  } catch (error) {
    throw unwritable(run.folder, error)
  } finally {
    await lock.release()
  }
  return { ...run, manifest }
}

/** Rewrites the log with the scored records only. @returns their keys */
async function keepScored(run: StoredRun, onKept?: (record: SampleRecord) => void): Promise<Set<string>> {
  const path = join(run.folder, SAMPLES)
  const scored = new Set<string>()
  const rewritten = await open(`${path}.rewritten`, 'w')
  try {
    for await (const record of run.records()) {
      const key = trialKey(record.id, record.repeat)
      if (record.outcome.kind !== 'scored' || scored.has(key)) continue
      scored.add(key)
      onKept?.(record)
      await rewritten.appendFile(`${JSON.stringify(record)}\n`)
    }
    await rewritten.sync()
  } finally {
    await rewritten.close()
  }
  await rename(`${path}.rewritten`, path)
  return scored
}
