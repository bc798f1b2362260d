/**
 * The response cache: replies kept across runs, in one SQLite file that several processes may use at once.
 *
 * A failure of the cache costs a warning and a request, never a reply. A damaged file is renamed, and a new one created.
 */
import { chmodSync, existsSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreError } from '../../../results/errors.ts'
import type { Completion } from '../../../results/schema/schema.ts'
import { makePrivateFolder, PRIVATE_FILE, reasonNotPrivate } from '../../../results/store/private-files.ts'

export interface CacheStats {
  readonly path: string
  readonly bytes: number
  readonly models: readonly { readonly model: string; readonly version: string; readonly replies: number }[]
}

/** The model of a reply, for prune and stats. */
export interface CachedModel {
  readonly model: string
  readonly version: string
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    at INTEGER NOT NULL,
    reply TEXT NOT NULL
  ) WITHOUT ROWID`

/** How long a process waits for another one that is writing. */
const BUSY_MS = 10_000

interface Open {
  readonly database: DatabaseSync
  readonly read: StatementSync
  readonly write: StatementSync
}

export class ResponseCache {
  readonly path: string
  readonly #warn: (sentence: string) => void
  #open: Open | undefined
  #isLost = false
  #hasDropped = false

  /** @param warn called once when replies cannot be stored */
  constructor(path: string, warn: (sentence: string) => void = () => undefined) {
    this.path = path
    this.#warn = warn
  }

  static isThere(path: string): boolean {
    return existsSync(path)
  }

  get(key: string): Completion | undefined {
    const row = this.#try(({ read }) => read.get(key))
    if (row === undefined) return undefined
    const reply = completionIn(row.reply)
    if (reply === undefined) this.#drop(key)
    return reply
  }

  /** One row is no reason to lose the others. */
  #drop(key: string): void {
    this.#try(({ database }) => database.prepare('DELETE FROM replies WHERE key = ?').run(key))
    if (!this.#hasDropped)
      this.#warn(`the response cache ${this.path} holds a row that is no reply: it is requested again`)
    this.#hasDropped = true
  }

  put(key: string, { model, version }: CachedModel, reply: Completion): void {
    this.#try(({ write }) => write.run(key, model, version, Date.now(), JSON.stringify(reply)))
  }

  /** @throws StoreError when the file cannot be read */
  stats(): CacheStats {
    const rows = this.#must(({ database }) =>
      database
        .prepare(
          'SELECT model, version, count(*) AS replies FROM replies GROUP BY model, version ORDER BY model, version',
        )
        .all(),
    )
    return { path: this.path, bytes: statSync(this.path).size, models: rows as unknown as CacheStats['models'] }
  }

  /**
   * Deletes replies stored before a time, optionally of one model only, and frees their disk space.
   *
   * @param before milliseconds since 1970
   * @returns number of deleted replies
   * @throws StoreError when the file cannot be written
   */
  prune(before: number, model?: string): number {
    return this.#must(({ database }) => {
      const { changes } = database
        .prepare('DELETE FROM replies WHERE at < ? AND (? IS NULL OR model = ?)')
        .run(before, model ?? null, model ?? null)
      database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
      return Number(changes)
    })
  }

  close(): void {
    this.#open?.database.close()
    this.#open = undefined
  }

  #try<Result>(use: (open: Open) => Result): Result | undefined {
    if (this.#isLost) return undefined
    try {
      return use(this.#opened())
    } catch (error) {
      this.#setAside(error)
      return undefined
    }
  }

  #must<Result>(use: (open: Open) => Result): Result {
    try {
      return use(this.#opened())
    } catch (error) {
      throw new StoreError(`${this.path}: ${messageOf(error)}`, {
        hint: 'The file is only a cache, and may be deleted.',
        cause: error,
      })
    }
  }

  #opened(): Open {
    this.#open ??= openDatabase(this.path)
    return this.#open
  }

  /** Replaces a damaged file by a new one, once. After any other failure the cache is off. */
  #setAside(error: unknown): void {
    this.close()
    const aside = `${this.path}.damaged-${Date.now()}`
    if (error instanceof NotPrivate || isDamage(error)) {
      try {
        for (const suffix of ['', '-wal', '-shm']) renameIfThere(this.path + suffix, aside + suffix)
        openDatabase(this.path).database.close()
        const found = error instanceof NotPrivate ? 'cannot be trusted' : 'was damaged'
        this.#warn(`the response cache ${found} (${messageOf(error)}): renamed to ${aside}, and a new one created`)
        return
      } catch {
        // The folder cannot be written: handled like any other failure.
      }
    }
    this.#isLost = true
    this.#warn(`the response cache ${this.path} cannot be used (${messageOf(error)}): continuing without it`)
  }
}

function openDatabase(path: string): Open {
  const reason = makePrivateFolder(dirname(path))
  if (reason !== undefined) throw new Error(`${dirname(path)} ${reason}`)
  const distrust = ['', '-wal', '-shm'].map((suffix) => reasonNotPrivate(path + suffix)).find(Boolean)
  if (distrust !== undefined) throw new NotPrivate(`it ${distrust}`)
  const database = new DatabaseSync(path, { timeout: BUSY_MS })
  try {
    chmodSync(path, PRIVATE_FILE) // before SQLite makes its other files, which get the same mode
    // A crash may lose the last replies, but never damages the file.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`)
    return {
      database,
      read: database.prepare('SELECT reply FROM replies WHERE key = ?'),
      write: database.prepare('INSERT OR REPLACE INTO replies (key, model, version, at, reply) VALUES (?, ?, ?, ?, ?)'),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Others could have put replies there. */
class NotPrivate extends Error {}

/** @returns undefined for what is no reply */
function completionIn(text: unknown): Completion | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const reply = JSON.parse(text)
    return typeof reply?.text === 'string' && typeof reply.finishReason === 'string' ? reply : undefined
  } catch {
    return undefined
  }
}

/** Whether the file is damaged: SQLITE_CORRUPT, SQLITE_NOTADB, or another table schema. */
function isDamage(error: unknown): boolean {
  const { errcode } = error as { errcode?: number }
  return [1, 11, 26].includes((errcode ?? 0) & 0xff)
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
