/** What unfinished trials have already: answers whose judge has not spoken, first turns whose second one failed. */
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { JudgeReply, PartialLine, SampleRecord, Turn, TurnRating } from '../schema/schema.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { PARTIAL, readPartial, type StoredRun } from './read.ts'
import { RecordLog } from './record-log.ts'

/** Of one trial. */
export interface PartialProgress {
  /** The first turns, in their order. */
  readonly turns: readonly Turn[]
  /** Judges' replies of a sitting that was cut off. */
  readonly replies: readonly JudgeReply[]
  /** Verdicts of a trial that ended without a score. */
  readonly ratings: readonly TurnRating[]
}

interface Gathered extends PartialProgress {
  readonly turns: Turn[]
  readonly replies: JudgeReply[]
}

export const trialKey = (id: string, repeat: number) => `${id}#${repeat}`

/** A file made when there is something to keep, and gone when the run is complete. */
export class PartialLog {
  readonly #path: string
  readonly #known: ReadonlyMap<string, PartialProgress>
  #log: Promise<RecordLog> | undefined

  constructor(folder: string, known: ReadonlyMap<string, PartialProgress> = new Map()) {
    this.#path = join(folder, PARTIAL)
    this.#known = known
  }

  /**
   * What a run's unscored trials have, from their records or from lines without one. The file then holds just that, whatever
   * becomes of the records.
   *
   * @throws StoreError for a damaged file
   */
  static async resume(run: StoredRun): Promise<PartialLog> {
    const { checkPartial } = await import('../schema/validate.ts')
    const known = new Map<string, Gathered>()
    const recorded = new Set<string>()
    for await (const record of run.records()) {
      const key = trialKey(record.id, record.repeat)
      recorded.add(key)
      if (record.outcome.kind === 'unscored' && record.attempt.turns.length > 0) known.set(key, ofRecord(record))
    }
    for await (const line of readPartial(run.folder, checkPartial)) {
      const key = trialKey(line.id, line.repeat)
      if (!recorded.has(key)) known.set(key, withLine(known.get(key), line))
    }
    const path = join(run.folder, PARTIAL)
    if (known.size === 0) await rm(path, { force: true })
    else await rewrite(path, known)
    return new PartialLog(run.folder, known)
  }

  partialProgress(id: string, repeat: number): PartialProgress | undefined {
    return this.#known.get(trialKey(id, repeat))
  }

  /** @throws StoreError when an earlier line could not be written */
  async append(line: PartialLine): Promise<void> {
    this.#log ??= RecordLog.open(this.#path)
    await (await this.#log).append(line)
  }

  /** There is nothing left to go on with. */
  async discard(): Promise<void> {
    await this.close()
    await rm(this.#path, { force: true })
  }

  async close(): Promise<void> {
    const log = await this.#log
    this.#log = undefined
    await log?.close()
  }
}

function ofRecord({ attempt, ratings = [] }: SampleRecord): Gathered {
  return { turns: [...attempt.turns], replies: [], ratings }
}

function withLine(known: Gathered | undefined, { turn, reply, rating }: PartialLine): Gathered {
  const { turns, replies, ratings } = known ?? { turns: [], replies: [], ratings: [] }
  return {
    turns: turn === undefined ? turns : [...turns, turn],
    replies: reply === undefined ? replies : [...replies, reply],
    ratings: rating === undefined ? ratings : [...ratings, rating],
  }
}

async function rewrite(path: string, known: ReadonlyMap<string, PartialProgress>): Promise<void> {
  const file = await open(`${path}.rewritten`, 'w')
  try {
    for (const [key, { turns, replies, ratings }] of known) {
      const cut = key.lastIndexOf('#')
      const trial = { schemaVersion: SCHEMA_VERSION, id: key.slice(0, cut), repeat: Number(key.slice(cut + 1)) }
      const lines: PartialLine[] = [
        ...turns.map((turn) => ({ ...trial, turn })),
        ...replies.map((reply) => ({ ...trial, reply })),
        ...ratings.map((rating) => ({ ...trial, rating })),
      ]
      await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.rewritten`, path)
}
